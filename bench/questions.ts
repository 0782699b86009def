import type { Rule } from "../components/observability/alerts/rules";
import { filled } from "../tests/support/dashboards";

/** One question to Loki: for now, or over a time range as a graph asks. */
export interface Question {
  name: string;
  expr: string;
  instant: boolean;
  /** The dashboard it stands on, if it is no rule's. */
  board?: string;
}

/** Where the dashboards come from: another checkout has a module of its own. */
type Boards = typeof import("../tests/support/dashboards");

/** What a graph asks for at a time: about as many points as it is wide. */
export const stepOf = (seconds: number) => Math.max(30, Math.round(seconds / 480));

/** What the dashboards ask, over so many seconds; every variable at its default. */
export function shown({ build, panels, targets }: Boards, seconds = 86_400): Question[] {
  return build("en").flatMap((dashboard) =>
    panels(dashboard).flatMap((panel) =>
      targets({ ...dashboard, panels: [panel] }).map(({ expr, refId, queryType }) => ({
        name: `${dashboard.uid} ${panel.title} ${refId}`,
        expr: filled(expr, `${stepOf(seconds)}s`, `${seconds}s`),
        instant: queryType === "instant",
        board: dashboard.uid ?? "",
      })),
    ),
  );
}

/** What rules ask, which have ranges of their own. */
export function asked(rules: readonly Rule[]): Question[] {
  return rules.map(({ uid, expr }) => ({ name: `rule ${uid}`, expr, instant: true }));
}

/** Whether a number is asked for, not lines. */
export const isNumber = ({ expr }: Question) => !expr.startsWith("{");
