import { allHosts, isOwnLines, queries, type Scope, type Side } from "../../components/observability/logql";
import type { Finding } from "../command/findings";
import type { GrafanaApi } from "../grafana/api";

/** One series of an instant answer of Loki. */
export interface Sample {
  metric: Record<string, string>;
  value: number;
}

/** What one form of lines tells on one host, and where those lines stand. */
interface Told {
  form: string;
  count: number;
  places: string[];
  /** Keys by which such places are chosen. */
  keys: string[];
}

const window = 900;

const sides: Record<Exclude<Side, "servers">, string> = { webui: "the web UI", ollama: "Ollama" };

/** For each side, host by host, which places count as requests of the last quarter of an hour, and which are left out. */
export async function countedChecks(grafana: GrafanaApi): Promise<Finding<"ok" | "empty" | "failed">[]> {
  const checks = Object.entries(sides).map(async ([side, name]) => {
    const what = `requests of ${name}`;
    try {
      const [forms, places] = await Promise.all(
        countedQueries(side as Side).map((query) => grafana.lokiNumbers(query)),
      );
      const hosts = countedPlaces(side as Side, forms ?? [], places ?? []);
      if (hosts.length === 0) {
        const hint = `right while nobody asks; else the log names no status: docs/log-formats.md`;
        return [{ what, state: "empty" as const, found: "none in the last 15 minutes", hint }];
      }
      return hosts.map(({ host, text }) => {
        const where = hosts.length > 1 ? ` on ${host}` : "";
        return { what: what + where, state: "ok" as const, found: text };
      });
    } catch (error) {
      const hint = "is Loki running? npm run up";
      return [{ what, state: "failed" as const, found: (error as Error).message, hint }];
    }
  });
  return (await Promise.all(checks)).flat();
}

/** What to ask Loki for one side: how many requests each form tells of, and in which places it stands. */
export function countedQueries(side: Side, scope: Scope = allHosts): [forms: string, places: string] {
  const logql = queries(scope);
  return [logql.formCounts(side, window), logql.streamCounts(side, window)];
}

/**
 * Says host by host, as the dashboards and rules count: the form that tells most counts, its places added up. Whether the
 * others tell of the same requests cannot be known: two programs may share none, and write two forms.
 */
export function countedPlaces(
  side: Side,
  forms: Sample[],
  places: Sample[],
): { host: string; text: string }[] {
  const key = ({ host = "", form = "", job = "" }: Record<string, string>) =>
    JSON.stringify([host, form, form ? "" : job]);
  const hosts = [...new Set(forms.map(({ metric }) => metric.host ?? ""))].sort();
  return hosts.map((host) => {
    const told = forms
      .filter(({ metric }) => (metric.host ?? "") === host)
      .map(({ metric, value }): Told => {
        const own = places.filter((place) => key(place.metric) === key(metric));
        const names = own.map((place) => placeName(place.metric)).sort();
        const keys = own.map((place) => keyOf(side, place.metric));
        return {
          ...{ form: metric.form ?? "", count: value },
          ...{ places: [...new Set(names)], keys: [...new Set(keys)].sort() },
        };
      })
      .sort((a, b) => b.count - a.count);
    const [first, ...rest] = told;
    const others = rest.map((each) => `${each.count} in ${describe(each)}`);
    const keys = [...new Set(rest.flatMap((each) => each.keys))].join(", ");
    const left =
      others.length > 0
        ? `; not added, for another form may tell of the same requests: ${others.join(", ")}. ` +
          `Where it does not, have both write one form; what is not wanted: ${keys} (docs/troubleshooting.md)`
        : "";
    return {
      host,
      text: first ? `${first.count} counted from ${describe(first)}${left}` : "",
    };
  });
}

/** The key that decides whether such a place is read. */
function keyOf(side: Side, { filename, container, unit }: Record<string, string>): string {
  const ofSide = side === "servers" ? "modelServer" : side;
  if (filename !== undefined) return `${ofSide}LogFiles`;
  const inJournal = container === undefined && unit !== undefined;
  // A web UI's unit is not watched.
  return inJournal && side !== "webui" ? `${ofSide}Units` : `${ofSide}Containers`;
}

function placeName({ filename, container, unit, job = "" }: Record<string, string>): string {
  return filename ?? (container ? `container ${container}` : unit ? `journal of ${unit}` : job);
}

function describe({ form, places }: Told): string {
  return `${places.join(" + ")} (${shapeName(form)})`;
}

/** The second part of a form, in words. */
function shapeName(form: string): string {
  const [, shape = ""] = form.split("/");
  if (!shape) return "stored by an older version";
  if (isOwnLines(shape)) return `application log, ${shape}`;
  const [writer = "", behind] = shape.split(/-(?=behind$)/);
  return `access log, ${writer}${behind ? ", behind a proxy" : ""}`;
}
