import type { StackConfig } from "../../components/config/stack";
import { physicalNames } from "../../components/shared/naming";
import { Failure } from "../command/fail";
import { interruption } from "../command/interruption";
import type { Docker } from "../engine/docker";
import { ownCommand } from "../rotate/own-command";
import { setKeys } from "../settings/set-keys";
import { StackFiles } from "../settings/stack-files";
import type { Adopted, AdoptedNote } from "./record";
import { policyOf } from "./theirs";

/** Undoes a taking over, whole or half: ours goes, theirs runs again where it ran. */
export class GiveBack {
  constructor(
    private readonly config: StackConfig,
    private readonly docker: Docker,
    private readonly note: AdoptedNote,
  ) {}

  /** @returns what to tell; never throws, for it follows on a failure */
  async run(): Promise<string> {
    const adopted = this.note.read();
    if (!adopted) return "";
    const names = adopted.containers.filter(({ ran }) => ran).map(({ name }) => name);
    const theirs = names.length > 0 ? `${names.join(", ")} run as before` : "Theirs is as it was";
    try {
      await interruption.during(this.undo(adopted));
      return `${theirs}, and nothing of ours is left.`;
    } catch (error) {
      return `That could not be undone: ${(error as Error).message}. Theirs may be stopped, its data are as they were; once the cause is gone: npm run adopt -- --undo`;
    }
  }

  /** @throws Failure */
  async undo(adopted: Adopted): Promise<void> {
    await this.refuseGone(adopted);
    const failed = (error: unknown) => error as Error;
    const removing = await this.removeOurs().then(() => undefined, failed);
    // Theirs runs, whatever became of ours.
    const starting = await this.startTheirs(adopted).then(() => undefined, failed);
    const error = removing ?? starting;
    if (error) throw error;
    const settings = Object.entries(adopted.settings).map(([key, value]) => [key, value ?? undefined]);
    setKeys(new StackFiles(this.config.stack), Object.fromEntries(settings) as Record<string, unknown>);
    this.note.remove();
  }

  /** @throws Failure naming containers that are not there any more */
  private async refuseGone({ containers }: Adopted): Promise<void> {
    const there = await this.docker.lines(["ps", "-aq", "--no-trunc"]);
    const gone = containers.filter(({ id }) => !there.includes(id)).map(({ name }) => name);
    if (gone.length > 0)
      throw new Failure(
        `${gone.join(", ")} cannot be had again: removed since the taking over. Nothing was changed. Their data are where they were`,
      );
  }

  private async removeOurs(): Promise<void> {
    const { project, stack } = this.config;
    await this.docker.cli.run(["rm", "-f", "-v", `${physicalNames(project, stack).prefix}-adopting`]);
    const made = (await this.docker.containers()).length > 0 || (await this.docker.networkId()) !== undefined;
    if (made) await ownCommand("destroy", ["--stack", stack, "--delete-data", "--yes"]);
    for (const volume of await this.docker.volumes()) await this.docker.remove("volume", volume);
  }

  private async startTheirs({ containers }: Adopted): Promise<void> {
    for (const { id, ran, restart } of containers) {
      const format = "{{.State.Status}} {{json .HostConfig.RestartPolicy}}";
      const [now = ""] = await this.docker.lines(["inspect", "--format", format, id]);
      const [, state, policy = "{}"] = /^(\S+) (.*)$/.exec(now) ?? [];
      if (policyOf(JSON.parse(policy) as Parameters<typeof policyOf>[0]) !== restart)
        await this.docker.lines(["update", "--restart", restart, id]);
      if (ran && state !== "running") await this.docker.lines(["start", id]);
    }
  }
}
