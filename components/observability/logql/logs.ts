import { jobs } from "../../shared/naming";
import { range, type Window } from "./range";
import { healthChecks } from "./requests";
import { selector } from "./streams";

/** The variables of the Logs dashboard that a query of its uses. */
export interface LogFilters {
  source: string;
  level: string;
  keyword: string;
  quick: string;
  details: string;
}

/**
 * Leaves out what nobody reads: health checks, and the dozens of lines llama-server writes about each request, which have
 * neither level nor status. A variable that matches any job brings them back; the latter also come when something is
 * looked for, since a crash has no level either.
 *
 * @param wanted what is looked for, as Grafana fills it in; with nothing behind its name a job is still that job
 */
function noiseFilter(wanted: string[], details?: string): string {
  const all = details ? ` or job=~"$${details}"` : "";
  const sought = wanted.map((each) => ` or job!~\`${jobs.ollama}${each}\``).join("");
  return [
    ` | job!="${jobs.ollama}" or detected_level!="unknown" or status_code!="" or event!=""${sought}${all}`,
    ` | method!="HEAD"${all}`,
    ` | path!~"${healthChecks}"${all}`,
  ].join("");
}

/** Lines of the chosen sources and levels that contain a text, whatever its case; the text is taken literally. */
export function filteredLines(variables: LogFilters): string {
  const { source, level, keyword, quick, details } = variables;
  const wanted = `{job=~"$${source}"} |~ \`(?i)\${${keyword}:regex}\` |~ \`(?i)\${${quick}:raw}\``;
  return `${wanted} | detected_level=~"$${level}"${noiseFilter([`\${${keyword}:regex}`, `\${${quick}:raw}`], details)}`;
}

/** How many such lines there are, by level. */
export function filteredVolume(variables: LogFilters, window: Window): string {
  return `sum by (detected_level) (count_over_time(${filteredLines(variables)} [${range(window)}]))`;
}

/** Lines of the given source that contain a text, whatever its case; the text is a Grafana variable, taken literally. */
export function search(variable: string, jobVariable: string): string {
  return `{job=~"$${jobVariable}"} |~ \`(?i)\${${variable}:regex}\`${noiseFilter([`\${${variable}:regex}`])}`;
}

/** All lines that carry one request's id, from every source; none while no id is given. */
export function requestTrace(variable: string): string {
  return `{job=~".+"} |= \`$${variable}\` | label_format id=\`$${variable}\` | id!="" | drop id`;
}

/** The original design's two searches: a stream that broke off, and an Ollama that took too long. */
export const troubleSearches = {
  stream: `${selector([jobs.webuiContainer])} |~ "stream|chunk"`,
  timeout: `${selector([jobs.ollama])} |~ "timeout"`,
} as const;
