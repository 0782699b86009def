// Takes over the data of a stack made by hand, for `npm run adopt`: what it finds or did, as JSON, on stdout. Runs in
// containers of its own beside the data, or beside a Loki on a copy of them; Node >= 22.16, no dependency.
//
//   node - look FROM                               what a Grafana's database holds
//   node - first|rest FROM TO UID GID              copies a Loki's data in two parts, in this order
//   node - grafana FROM TO UID GID URL ADDRESS...  copies a Grafana's data; datasources at these addresses get the URL
//   node - export SINCE FILE SPAN                  lines since a time (ms) into a file; what streams of the span (s) before
//                                                  its end have
//   node - cut TO SINCE PREFIX...                  takes that time's lines out of a copy of Loki's data
//   node - free                                    bytes free on the engine's disk
//   node - remove PATH                             what was needed meanwhile
//   node - import FILE                             sends what was exported
//   node - answers END SPAN SELECTORS              what streams have, in the span (s) before a time (s)
import { statfsSync } from "node:fs";

import { copyGrafana, look } from "./grafana-data";
import { copyFirst, copyRest, cutOff, remove } from "./loki-data";
import { answers, exportLines, importLines, ownSelectors } from "./loki-lines";

const [, , what = "", ...args] = process.argv;
const [from = "", to = ""] = args;
const owner = { uid: Number(args[2]), gid: Number(args[3]) };

const commands: Record<string, () => unknown> = {
  look: () => look(from),
  first: () => copyFirst(from, to, owner),
  rest: () => copyRest(from, to, owner),
  grafana: () => copyGrafana(from, to, owner, args.slice(5), args[4] ?? ""),
  export: async () => {
    const [since, file = "", span] = [Number(args[0]), args[1], Number(args[2])];
    const lines = await exportLines(since, file);
    const end = Math.ceil(Date.now() / 1000);
    const selectors = await ownSelectors((end - span) * 1000);
    return { lines, end, answers: await answers(selectors, end, span) };
  },
  cut: () => cutOff(from, args.slice(2), Number(to)),
  // A container's root is on it.
  free: () => {
    const { bavail, bsize } = statfsSync("/");
    return bavail * bsize;
  },
  remove: () => remove(from),
  import: () => importLines(from),
  answers: () => answers(JSON.parse(args[2] ?? "[]") as string[], Number(from), Number(to)),
};

try {
  process.stdout.write(JSON.stringify((await commands[what]?.()) ?? null));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
