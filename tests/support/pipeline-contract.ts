import { parse } from "yaml";

/** What some stages read of what others wrote, and what they write: fields, `line`, `time`, and `metadata`. */
export interface Contract {
  reads: string[];
  writes: string[];
  /** Reasons for which they drop lines. */
  drops: string[];
}

type Stage = Record<string, Record<string, unknown>>;

/** What the comment at the beginning of a part says. */
export function declared(text: string): Contract {
  const [, comment = ""] = /^((?:# reads: .*|# writes: .*)(?:\n# {3}.*)*)/.exec(text) ?? [];
  const said = (word: string): string[] => {
    const [, names = ""] =
      new RegExp(`(?:^| )${word}: (.*?)(?=  \\w+: |$)`).exec(comment.replace(/\n?# +/g, " ")) ?? [];
    return names.split(",").flatMap((name) => name.trim() || []);
  };
  return { reads: said("reads"), writes: said("writes"), drops: said("drops") };
}

/** What the stages of a part really read, write and drop; what it wrote itself before it reads it is nobody else's. */
export function found(text: string): Contract & { uses: string[] } {
  const [reads, uses, writes, drops] = [
    new Set<string>(),
    new Set<string>(),
    new Set<string>(),
    new Set<string>(),
  ];
  for (const stage of flat(parse(text) as Stage[])) {
    for (const [kind, options] of Object.entries(stage)) {
      const work = effect(kind, options ?? {});
      for (const name of work.reads) {
        uses.add(name);
        // What a line has anyway is read wherever it is looked at.
        if (!writes.has(name) || name === "line") reads.add(name);
      }
      work.writes.forEach((name) => writes.add(name));
      work.drops?.forEach((reason) => drops.add(reason));
    }
  }
  return { reads: [...reads], uses: [...uses], writes: [...writes], drops: [...drops] };
}

/** What a line has before the pipeline: its text, its time, and the labels that the base's jobs give. */
export function given(base: string): string[] {
  const labels: string[] = ["line", "time", "filename"];
  const jobs = (parse(base) as { scrape_configs: Record<string, unknown>[] }).scrape_configs;
  JSON.stringify(jobs, (key, value: unknown) => {
    if (key === "target_label") labels.push(String(value));
    if (key === "labels")
      labels.push(...Object.keys(value as object).filter((name) => !name.startsWith("__")));
    return value;
  });
  return [...new Set(labels)];
}

/** All stages, those inside match stages behind these. */
function flat(stages: Stage[]): Stage[] {
  return stages.flatMap((stage) => [
    stage,
    ...flat((stage["match"]?.["stages"] as Stage[] | undefined) ?? []),
  ]);
}

type Effect = { reads: string[]; writes: string[]; drops?: string[] };

/** By the agents' own documentation of each stage. */
function effect(kind: string, options: Record<string, unknown>): Effect {
  const text = (key: string): string | undefined => options[key] as string | undefined;
  const source = text("source") ?? "line";
  const drops = text("drop_counter_reason") ? [text("drop_counter_reason") as string] : [];
  switch (kind) {
    case "regex":
      return { reads: [source], writes: groups(text("expression") ?? "") };
    case "json":
      return { reads: [source], writes: Object.keys(options["expressions"] as object) };
    case "replace":
      return {
        reads: [source, ...templateFields(text("replace") ?? "", source)],
        writes: [source, ...groups(text("expression") ?? "")],
      };
    case "decolorize":
    case "multiline":
      return { reads: ["line"], writes: ["line"] };
    case "template":
      return { reads: templateFields(text("template") ?? "", source), writes: [source] };
    case "timestamp":
      return { reads: [source], writes: ["time"] };
    case "labels":
      return {
        reads: Object.entries(options).map(([label, field]) => (typeof field === "string" ? field : label)),
        writes: Object.keys(options),
      };
    case "labeldrop":
      return { reads: [], writes: [] };
    case "output":
      return { reads: [source], writes: ["line"] };
    case "structured_metadata":
      return {
        reads: Object.entries(options).map(([name, field]) => (typeof field === "string" ? field : name)),
        writes: ["metadata"],
      };
    case "match":
      return { reads: selectorFields(text("selector") ?? ""), writes: [], drops };
    case "drop":
      return {
        reads: [...(text("expression") ? [source] : []), ...(text("older_than") ? ["time"] : [])],
        writes: [],
        drops,
      };
    default:
      throw new Error(`no part has had a stage ${kind} so far: what does it read and write?`);
  }
}

function groups(expression: string): string[] {
  return [...expression.matchAll(/\(\?P<(\w+)>/g)].map(([, name = ""]) => name);
}

/** Fields of a Go template: `.field`, not what is called on a value (`$t.UTC`, `(now).Unix`) or stands in a text. */
function templateFields(template: string, source: string): string[] {
  const actions = [...template.matchAll(/\{\{-?(.*?)-?\}\}/gs)]
    .map(([, action = ""]) => action.replace(/\/\*.*?\*\//gs, "").replace(/"(?:[^"\\]|\\.)*"/g, '""'))
    .join("\n");
  const names = [...actions.matchAll(/(?<![\w)$.])\.([A-Za-z_]\w*)/g)].map(([, name = ""]) => name);
  return names.map((name) => ({ Value: source, Entry: "line" })[name] ?? name);
}

function selectorFields(selector: string): string[] {
  const [, labels = "", filters = ""] = /^\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\}(.*)$/s.exec(selector) ?? [];
  const names = [...labels.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"(?:[^"\\]|\\.)*"/g)].map(
    ([, name = ""]) => name,
  );
  return filters.trim() ? [...names, "line"] : names;
}
