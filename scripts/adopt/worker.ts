import { readProgram } from "../../components/shared/assets";
import { Failure } from "../command/fail";
import type { Docker } from "../engine/docker";

/** What one run of the worker may reach. */
export interface Reach {
  /** Host folders or volumes, and where it has them, read-only unless `:rw` stands behind. */
  mounts?: string[];
  /** A container whose network it shares. @default it has none */
  beside?: string;
  /** Capabilities. @default none */
  capabilities?: string[];
  /** Number of the user it runs as. @default root */
  user?: number;
}

/** Runs programs/adopt on the engine, so that a remote one's data are at hand. */
export class Worker {
  /** @param image with Node.js: the probe's */
  constructor(
    private readonly docker: Pick<Docker, "cli">,
    private readonly image: string,
  ) {}

  /**
   * @param args command of the program
   * @param doing what is told when it fails
   * @returns what it prints
   */
  async run<T>(args: string[], doing: string, reach: Reach): Promise<T> {
    const { mounts = [], beside, capabilities = [], user } = reach;
    const { status, stdout, stderr } = await this.docker.cli.run(
      [
        ...["run", "--rm", "--interactive", "--init", "--log-driver", "none", "--cap-drop", "ALL"],
        ...["--network", beside === undefined ? "none" : `container:${beside}`],
        // SELinux would let it see neither folders of the host nor what belongs to another container.
        ...["--security-opt", "no-new-privileges", "--security-opt", "label=disable"],
        ...capabilities.flatMap((name) => ["--cap-add", name]),
        ...(user === undefined ? [] : ["--user", `${user}:${user}`]),
        ...mounts.flatMap((mount) => [
          "--volume",
          mount.replace(/:rw$/, "").concat(mount.endsWith(":rw") ? "" : ":ro"),
        ]),
        ...[this.image, "node", "--no-warnings", "--input-type=module", "-", ...args],
      ],
      { input: readProgram("adopt") },
    );
    if (status !== 0)
      throw new Failure(`${doing}: ${stderr.trim().split("\n").at(-1) || "its container says no word"}`);
    return JSON.parse(stdout) as T;
  }
}

/** To read what belongs to others. */
export const reading = ["DAC_READ_SEARCH"];
/** To write it for others as well. */
export const writing = ["CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID"];
