import { jobs } from "../../shared/naming";
import { range, type Window } from "./range";
import { healthChecks } from "./requests";
import { matching, type Scope, selector } from "./selector";

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
  // llama-server runs in Ollama, and by itself.
  const noisy = `${jobs.ollama}|${jobs.modelServer}`;
  const sought = wanted.map((each) => ` or job!~\`(?:${noisy})${each}\``).join("");
  return [
    ` | job!~"${noisy}" or detected_level!="unknown" or status_code!="" or event!=""${sought}${all}`,
    ` | method!="HEAD"${all}`,
    ` | path!~"${healthChecks}"${all}`,
  ].join("");
}

/** Lines of the chosen sources and levels that contain a text, whatever its case; the text is taken literally. */
export function filteredLines(scope: Scope, variables: LogFilters): string {
  const { source, level, keyword, quick, details } = variables;
  const wanted = `${matching([`job=~"$${source}"`], scope)} |~ \`(?i)\${${keyword}:regex}\` |~ \`(?i)\${${quick}:raw}\``;
  return `${wanted} | detected_level=~"$${level}"${noiseFilter([`\${${keyword}:regex}`, `\${${quick}:raw}`], details)}`;
}

/** How many such lines there are, by level. */
export function filteredVolume(scope: Scope, variables: LogFilters, window: Window): string {
  return `sum by (detected_level) (count_over_time(${filteredLines(scope, variables)} [${range(window)}]))`;
}

/** Lines of the given source that contain a text, whatever its case; the text is a Grafana variable, taken literally. */
export function search(scope: Scope, variable: string, jobVariable: string): string {
  const lines = matching([`job=~"$${jobVariable}"`], scope);
  return `${lines} |~ \`(?i)\${${variable}:regex}\`${noiseFilter([`\${${variable}:regex}`])}`;
}

/** All lines that carry one request's id, from every source; none while no id is given. */
export function requestTrace(scope: Scope, variable: string): string {
  return `${matching(['job=~".+"'], scope)} |= \`$${variable}\` | label_format id=\`$${variable}\` | id!="" | drop id`;
}

/** Lines about a stream of an answer, which may have broken off. */
export function streamLines(scope: Scope): string {
  return `${selector([jobs.webuiContainer], scope)} |~ "stream|chunk"`;
}

/** Lines about an Ollama that took too long. */
export function timeoutLines(scope: Scope): string {
  return `${selector([jobs.ollama], scope)} |~ "timeout"`;
}
