import { signals } from "../command/fail";
import { interruption } from "../command/interruption";
import type { Container, Docker } from "../engine/docker";
import { isWell } from "../engine/well";
import { containerType, makeAsBefore } from "./as-before";
import type { Pulumi } from "./pulumi";
import type { State } from "./state";

/**
 * What ran before an `up`, to be had again when its replacement does not start: a container gives up its name, ports and
 * data before the next one can have them, so whether that one starts shows only when the former is gone.
 */
export class Fallback {
  private constructor(
    private readonly docker: Docker,
    private readonly pulumi: Pulumi,
    private readonly state: State,
    private readonly before: Container[],
  ) {}

  /** Remembers what runs now. From here on a signal is an interruption of `up`. */
  static async begin(docker: Docker, pulumi: Pulumi, state: State): Promise<Fallback> {
    interruption.watch("up", pulumi.stack);
    // One that was just unpaused, or is unhealthy for the moment, is better than none.
    const runs = ({ state }: Container) => state === "running" || state === "paused";
    return new Fallback(docker, pulumi, state, (await docker.containers()).filter(runs));
  }

  /**
   * After a failed `up`: makes containers that ran before it and do not any more as they were.
   *
   * @returns what to tell the user; empty when nothing was lost
   */
  async bringBack(): Promise<string> {
    // Who interrupts wants an end, not more to happen; an engine that is gone cannot help.
    await signals();
    if (interruption.happened || !(await this.docker.answers())) return "";
    const now = await this.docker.containers();
    const lost = this.before.filter(({ id, role }) => {
      const successor = now.find((container) => container.role === role);
      return successor?.id !== id && !(successor && isWell(successor));
    });
    if (lost.length === 0) return "";

    const resources = await this.state.resources();
    const known = lost.flatMap((container) => {
      const resource = resources.find((one) => one.type === containerType && one.id === container.id);
      return resource ? [{ name: container.name, resource }] : [];
    });
    const failed = now.filter(({ role }) => lost.some((container) => container.role === role));
    const words: string[] = [];
    for (const { role, name } of failed) {
      const text = await this.docker.lastLines(role, 5);
      if (text) words.push(`${name} wrote last:\n${indent(text)}`);
    }
    const names = lost.map(({ name }) => name).join(", ");
    console.log(`\nBringing back what ran before: ${names}.`);
    const ok = known.length === lost.length && (await makeAsBefore(this.pulumi, known)).ok;
    const outcome = ok
      ? `What ran before runs again, as it was: ${names}. The configuration still asks for what did not start: change it back, or mend the cause, then run up again.`
      : `What ran before could not be brought back: ${names}. The lines above say why.`;
    return [...words, outcome].join("\n");
  }
}

function indent(text: string): string {
  return text.replace(/^/gm, "    ");
}
