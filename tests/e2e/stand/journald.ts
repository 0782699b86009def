import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import type { Missing } from "../../support/engine";
import { until } from "./until";

/** systemd's journal daemon, where distributions install it. */
const daemon = "/usr/lib/systemd/systemd-journald";

/** Says whether this machine has a journal daemon that can be lent to a container. */
export function hasJournald(): Missing {
  if (!fs.existsSync(daemon)) return `there is no ${daemon} here (Debian: apt-get install systemd)`;
  return fs.lstatSync("/lib").isSymbolicLink() ? undefined : "this machine's /lib is not part of its /usr";
}

/** Makes a machine id, and returns its file. */
export function machineId(folder: string): string {
  const file = path.join(folder, "machine-id");
  fs.writeFileSync(file, `${crypto.randomBytes(16).toString("hex")}\n`);
  return file;
}

/**
 * The arguments of `docker run` for a real journald: this machine's programs in a container of its own, so that its
 * sockets and journal are nobody else's. In a cgroup namespace it believes a service which unit it is, as it believes
 * systemd, which opens a service's stdout for it.
 */
export function journald(journal: string, machineIdFile: string, image: string): string[] {
  return [
    ...["--cgroupns", "private", "-v", "/usr:/usr:ro", "-v", `${process.execPath}:/node:ro`],
    ...["-v", `${journal}:/run/log/journal`, "-v", `${machineIdFile}:/etc/machine-id:ro`],
    ...["--entrypoint", daemon, image],
  ];
}

/** Waits until the journal has its first file. */
export async function journalExists(journal: string, machineIdFile: string): Promise<void> {
  const id = fs.readFileSync(machineIdFile, "utf8").trim();
  await until("a journal", () => fs.existsSync(path.join(journal, id, "system.journal")));
}

/** Arguments of `docker exec` that let a unit's service write what stdin brings. */
export function service(unit: string): string[] {
  const name = unit.replace(/\.service$/, "");
  // Identifier, unit, priority, and no level prefix, no forwarding to syslog, kernel log or console.
  const header = [name, unit, "6", "0", "0", "0", "0", ""].join("\n");
  return [
    "/node",
    "-e",
    `const socket = require("net").connect({ path: "/run/systemd/journal/stdout", allowHalfOpen: true });
     socket.write(${JSON.stringify(header)});
     process.stdin.pipe(socket);`,
  ];
}
