import { type ChildProcess, spawn } from "node:child_process";

import type { Role } from "../../components/containers/parts";
import { commandLine } from "../command/command-line";
import { interruption, inUpgrade } from "../command/interruption";
import type { Container, Docker } from "../engine/docker";
import { root } from "../offline/project";
import { notWell } from "./well";

/** After so many starts a container is not waited for any longer. */
const STARTS = 5;

/** Why something did not come up. */
export interface Trouble {
  /** For people: what it is, and how it is. */
  text: string;
  /** Whose words tell more. */
  role?: Role;
}

/** `up` of the new version, watched: what ends again and again, or is not well in time, is not waited for. */
export class Forward {
  private child?: ChildProcess;

  /**
   * @param docker   engine of the new configuration
   * @param before   ids of the containers that ran before: however often these were started, it is no news
   * @param deadline Unix time in milliseconds at which it has to be well
   */
  constructor(
    private readonly stack: string,
    private readonly docker: Docker,
    private readonly before: ReadonlySet<string>,
    private readonly deadline: number,
    /** Told the process of each `up`. */
    private readonly began: (pid: number) => void,
  ) {}

  /** @returns why it did not come up; undefined when it did */
  async up(): Promise<Trouble | undefined> {
    for (;;) {
      const trouble = await this.once();
      if (!trouble || trouble.text !== ended) return trouble;
      // Pulumi waits for two minutes; a database may be migrated for longer.
      if (notWell(await this.docker.containers()).length === 0) return trouble;
      const why = await this.wait();
      if (why) return why;
    }
  }

  private async once(): Promise<Trouble | undefined> {
    // A group of its own: it has to be possible to end it with all it started.
    const child = spawn(process.execPath, [...commandLine("up"), "--stack", this.stack], {
      ...{ cwd: root, detached: true, env: { ...process.env, [inUpgrade]: "1" } },
      // By its input's end it knows that this process was killed.
      stdio: ["pipe", "inherit", "inherit"],
    });
    this.child = child;
    if (child.pid) this.began(child.pid);
    const stop = this.endWith(child);
    const code = new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (status) => resolve(status ?? 1));
    });
    let over = false;
    void code.then(
      () => (over = true),
      () => (over = true),
    );
    try {
      return await interruption.during(
        (async () => {
          const why = await this.watch(() => over);
          if (why) await this.end(code);
          const status = await code;
          if (interruption.happened) throw interruption.failure();
          return why ?? (status === 0 ? undefined : { text: ended });
        })(),
      );
    } finally {
      stop();
    }
  }

  /** Until all is well, or it is known that it will not be. */
  private async wait(): Promise<Trouble | undefined> {
    let well = false;
    const why = await this.watch(
      () => well,
      (containers) => (well = notWell(containers).length === 0),
    );
    interruption.refuse();
    return why;
  }

  private async watch(
    done: () => boolean,
    seen: (containers: Container[]) => void = () => undefined,
  ): Promise<Trouble | undefined> {
    while (!done() && !interruption.happened) {
      const containers = await this.docker.containers();
      const looping = await this.looping(containers);
      if (looping) return { text: `container ${looping.role} ends again and again`, role: looping.role };
      if (Date.now() > this.deadline) {
        const [late] = notWell(containers);
        const how = late ? `container ${late.role} is not well (${late.status})` : "`up` has not ended";
        return { text: `${how} when the time was over`, role: late?.role };
      }
      seen(containers);
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    return undefined;
  }

  private async looping(containers: Container[]): Promise<Container | undefined> {
    for (const one of notWell(containers).filter(({ id }) => !this.before.has(id))) {
      const { stdout } = await this.docker.cli.run(["inspect", "--format", "{{.RestartCount}}", one.id]);
      if (Number(stdout.trim()) >= STARTS) return one;
    }
    return undefined;
  }

  /** In good order, and if that takes too long at once: what it leaves half done is put aside by the way back. */
  private async end(code: Promise<number>): Promise<void> {
    this.signal("SIGINT");
    const late = setTimeout(() => this.signal("SIGINT"), 3_000);
    const never = setTimeout(() => this.signal("SIGKILL"), 30_000);
    await code.catch(() => 1);
    clearTimeout(late);
    clearTimeout(never);
  }

  /** What ends this process is for its child, too. @returns to be called when there is none any more */
  private endWith(child: ChildProcess): () => void {
    const pass = () => this.signal("SIGINT");
    const leave = () => {
      this.signal("SIGINT");
      process.exit(143);
    };
    process.on("SIGINT", pass);
    for (const signal of ["SIGTERM", "SIGHUP"] as const) process.once(signal, leave);
    return () => {
      process.off("SIGINT", pass);
      for (const signal of ["SIGTERM", "SIGHUP"] as const) process.off(signal, leave);
      if (this.child === child) this.child = undefined;
    };
  }

  private signal(signal: NodeJS.Signals): void {
    try {
      if (this.child?.pid) process.kill(-this.child.pid, signal);
    } catch {
      // It has ended by itself.
    }
  }
}

const ended = "`up` failed; the lines above say why";
