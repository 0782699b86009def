import type { Role } from "../../components/containers/parts";
import { here } from "../command/stack-name";
import type { Entry } from "./journal";
import { named, type Program } from "./program";

/** Why an upgrade went back. */
export interface Reason {
  /** What failed, and how. */
  text: string;
  /** Whose last lines these are. */
  role?: Role;
  /** What it wrote last; empty: nothing. */
  lines?: string;
}

/** What came of a way back. */
export interface Return {
  stack: string;
  entry: Entry;
  now: Program;
  /** Whose data came from the backup. */
  restored: Role[];
  /** Keys that the stack's files name now, so that what ran stays. */
  held: string[];
}

/** What a person is told once what ran before runs again. @param reason undefined: somebody wanted it */
export function wentBack({ stack, entry, now, restored, held }: Return, reason: Reason | undefined): string {
  const data = restored.includes("loki")
    ? `Grafana and Loki are as at ${entry.began}; what sources wrote since is being read again, so that no line of this host is lost; what other hosts sent here since then is gone, and what people changed in Grafana.`
    : `Grafana is as at ${entry.began}: what people changed in it since then is gone. Loki was not touched.`;
  return [
    reason
      ? `The upgrade of ${stack} did not succeed: ${reason.text}. What ran before runs again, with its data.`
      : `What ran before the upgrade of ${stack} runs again, with its data.`,
    ...(reason?.lines ? [`The container ${reason.role} wrote last:`, indent(reason.lines)] : []),
    `Runs again  ${runs(entry)}`,
    `Data        ${data}`,
    `Backup      ${entry.backup}`,
    ...(held.length > 0
      ? [
          here(
            `Settings    Pulumi.${stack}.local.yaml names what runs (${held.join(", ")}), so that \`npm run up\` stays with it; \`npm run upgrade\` takes it away again.`,
            stack,
          ),
        ]
      : []),
    `Next        ${next(stack, entry, now)}`,
  ].join("\n");
}

/** What a person is told when even the way back failed. @param cause in a sentence */
export function stuck(stack: string, entry: Entry, cause: string, reason: Reason | undefined): string {
  return [
    ...(reason ? [`The upgrade of ${stack} did not succeed: ${reason.text}.`] : []),
    `The way back is not finished: ${cause}`,
    `All data of before are in ${entry.backup}. Once the cause is gone: npm run upgrade -- --back; ` +
      `or make the stack from the backup: npm run restore -- ${entry.backup} --stack ${stack} --replace`,
  ].join("\n");
}

/** What a person is told when all is well. */
export function upgraded(stack: string, entry: Entry, now: Program): string {
  const { lines, boards } = entry.content;
  const had = lines === undefined ? "" : ` (${lines} lines of the last hour, ${boards.length} dashboards)`;
  const { program } = entry;
  const code = isOther(program, now) ? `${checkout(program)}, then ` : "";
  return [
    `\nThe upgrade of ${stack} is done: all is well, and what was there is there${had}.`,
    `The data of before are in ${entry.backup}. Back to them, without what has come since: ${code}npm run restore -- ${entry.backup} --stack ${stack} --replace`,
  ].join("\n");
}

function runs({ images, program }: Entry): string {
  const names = [...new Set(Object.values(images))].join(", ");
  return program ? `${names}; made by program ${named(program)}` : names;
}

/** The program is not brought back: it is the user's checkout. */
function next(stack: string, { program }: Entry, now: Program): string {
  const again = here("once the cause is gone: npm run upgrade", stack);
  if (!isOther(program, now)) return again;
  const risk = here("`npm run up` would make its own version of the containers", stack);
  return `this checkout is program ${named(now)} still, whose ${risk}: ${checkout(program)} before you run it, or ${again}`;
}

function isOther(before: Program | undefined, now: Program): boolean {
  return before === undefined || before.version !== now.version || before.commit !== now.commit;
}

function checkout(program: Program | undefined): string {
  if (program?.commit) return `git checkout ${program.commit.slice(0, 12)} && npm ci`;
  const which = program
    ? `version ${program.version} of this program`
    : "the version before (git reflog names it)";
  return `check out ${which} and run npm ci`;
}

function indent(text: string): string {
  return text.replace(/^/gm, "    ");
}
