import type { Container, Docker } from "./docker";

/** Percent of one processor that no waiting program uses. */
const BUSY = 5;

/** Whether a program that has not become healthy gets on: it wrote a line half a minute ago at most, or uses a processor. */
export async function atWork(
  { cli }: Pick<Docker, "cli">,
  { name, status }: Pick<Container, "name" | "status">,
): Promise<boolean> {
  // After a minute that one was waited for: it ends and starts again and again.
  if (/^Up .*\bseconds?\b/.test(status)) return false;
  const { stdout, stderr, status: code } = await cli.run(["logs", "--since", "30s", "--tail", "1", name]);
  if (code === 0 && (stdout + stderr).trim() !== "") return true;
  // Each look is over a second or two: what checks its health runs for less, and on a busy machine its turn may not come.
  let busy = 0;
  for (let look = 0; look < 3 && busy < 2 && look - busy < 2; look++) {
    const stats = await cli.run(["stats", "--no-stream", "--format", "{{.CPUPerc}}", name]);
    if (Number.parseFloat(stats.stdout) >= BUSY) busy++;
  }
  return busy === 2;
}
