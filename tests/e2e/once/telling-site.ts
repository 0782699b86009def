import type { Side } from "../../../components/observability/logql";
import type { Site, SiteSources } from "./site";

/** A site that tells of known requests, and what must be counted of it. */
export interface TellingSite {
  what: string;
  sources?: SiteSources;
  /** Files of the site that are there when the collector starts. */
  files?: string[];
  tell: (on: Site) => void | Promise<void>;
  /** Number of lines that arrive. */
  lines: number;
  side?: Side;
  /** How many times sixty requests. @default 1 */
  times?: number;
  /** Tokens and loads, where Ollama tells of them. */
  timings?: number;
  /** Without durations in any line there is no quantile. @default 30 */
  p95?: number;
}
