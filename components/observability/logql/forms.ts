/**
 * The labels that tell a set of lines apart, beside host and whatever a query breaks down by: the form says how a line
 * tells of something (`file/uvicorn`: a kind of place and a shape, made by the collector's pipeline), a job stands in for
 * it in lines stored before there were forms.
 */
const set = ["job", "form"];
/** A container has two streams, and a status goes to one of them, or the same lines go to both. */
const streams = ["container", "status_code"];

/**
 * Adds up what places tell, each request or event once. Several places may tell of the same: a log file and the container
 * that writes it, an access log and the application's own, a proxy and the server behind it. They differ by the form of
 * their lines; so places of one form add up (two workers with a file each), what is told in another form is not added,
 * and by host the form that tells most counts. Of one container's two streams a status counts from the fuller one.
 *
 * @param lines selections of lines of different jobs
 * @param measure wraps such a selection in a range aggregation that a sum may be pushed into: count, rate or sum over time
 * @param label breaks the result down by one more label
 */
export function once(lines: string[], measure: (lines: string) => string, label = ""): string {
  return `max by (${by("host", label)}) (${perForm(lines, measure, label)})`;
}

/** The same before forms are compared: by host, job and form; the job is empty where there is a form. */
export function perForm(lines: string[], measure: (lines: string) => string, label = ""): string {
  const places = lines.map(
    (each) => `sum by (${by("host", ...set, ...streams, "stream", label)}) (${measure(each)})`,
  );
  // A file's lines that were old when they were read are a stream of their own, beside its other lines.
  const streamed = `label_replace(${places.join(" or ")}, "age", "old", "stream", "history")`;
  const fuller = `max by (${by("host", ...set, ...streams, "age", label)}) (${streamed})`;
  // One form may stand in two jobs.
  const jobless = `label_replace(${fuller}, "job", "", "form", ".+")`;
  return `sum by (${by("host", ...set, label)}) (${jobless})`;
}

/** Shapes of lines an application writes as it likes: it may tell only of what it finds worth telling, such as slow answers. */
const ownLines = "json|logfmt";

/** Whether a shape is that of an application's own lines; every other is that of an access log. */
export function isOwnLines(shape: string): boolean {
  return ownLines.split("|").includes(shape);
}

/** More than any figure can be. */
const more = 1_000_000;

/**
 * Figures that cannot be added, such as quantiles, from an access log where one has them, since that tells of every request,
 * else from the application's own lines; the highest of several. Not from the fullest form: to find that is another walk
 * through all lines, twice the time.
 *
 * @param figure makes such a figure of a selection of lines, for every combination of some labels
 * @param label breaks the result down by one more label
 */
export function measured(
  lines: string[],
  figure: (lines: string, labels: string) => string,
  label = "",
): string {
  const figures = lines.map((each) => figure(each, by("host", ...set, label))).join(" or ");
  const ranked = `label_replace(${figures}, "own", "yes", "form", ".+/(${ownLines})")`;
  // Those of access logs are lifted above all others, and what lifted them is taken off again.
  const lift = `vector(${more}) or label_replace(vector(0), "own", "yes", "", "")`;
  return `max by (${by("host", label)}) (${ranked} + on (own) group_left () (${lift})) % ${more}`;
}

function by(...labels: string[]): string {
  return labels.filter(Boolean).join(", ");
}
