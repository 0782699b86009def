import { spawnSync } from "node:child_process";

/** Why something that a test needs is missing, in one line; undefined when it is there. */
export type Missing = string | undefined;

/** Says whether a Docker engine answers. */
export function hasEngine(): Missing {
  const { error, status, stderr } = spawnSync("docker", ["version", "--format", "{{.Server.Version}}"], {
    encoding: "utf8",
  });
  if (error) return "there is no docker command here";
  return status === 0 ? undefined : `no Docker engine answers here (${stderr.trim().split("\n").pop()})`;
}

/** Says whether an image is on this host, or can be pulled. */
export function hasImage(image: string): Missing {
  const engine = hasEngine();
  if (engine) return engine;
  if (spawnSync("docker", ["image", "inspect", image]).status === 0) return undefined;
  return spawnSync("docker", ["pull", "-q", image]).status === 0
    ? undefined
    : `the image ${image} is not here and cannot be pulled`;
}

/** A test that needs something; without it, it is reported as skipped with the reason, and fails with E2E=required. */
export function whenPossible(name: string, missing: Missing, test: () => unknown, timeout?: number): void {
  if (!missing) {
    it(name, async () => void (await test()), timeout);
  } else if (process.env.E2E === "required") {
    it(name, () => {
      throw new Error(`cannot run: ${missing}`);
    });
  } else {
    it.skip(`${name} (${missing})`, async () => void (await test()));
  }
}

/** A suite that needs an engine, an image or a binary; without it, as `whenPossible`. */
export function describeE2E(name: string, missing: Missing, suite: () => void): void {
  if (!missing) {
    describe(name, suite);
  } else if (process.env.E2E === "required") {
    it(name, () => {
      throw new Error(`cannot run: ${missing}`);
    });
  } else {
    describe.skip(`${name} (${missing})`, suite);
  }
}
