import { stringify } from "yaml";

import { compose, ofProcess, syslog } from "./prefixes";

const re = String.raw;

/** What no log has: it marks a line that continues the one before. */
const MARK = "\u0001";

const time = re`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?`;
/** What a tool puts before each line: syslog, CRI or journalctl, then vLLM's processes; compose's before any of them. */
const tool = `(?:(?:${syslog}|${time} (?:std(?:out|err) [FP] |(?:\\S+ )?[\\w./@-]+\\[\\d+\\]: )?)(?:${ofProcess})?|${ofProcess})`;
/** At least one of the two, and none or any. */
const prefixed = `(?:${compose}${tool}?|${tool})`;
const perhapsPrefixed = `${compose}?${tool}?`;

/** Errors that Python has without a module before them. */
const errors = [
  "Arithmetic|Assertion|Attribute|BlockingIO|BrokenPipe|Buffer|ChildProcess|Connection(?:Aborted|Refused|Reset)?",
  "EOF|File(?:Exists|NotFound)|FloatingPoint|IO|Import|Indentation|Index|Interrupted|IsADirectory|Key|Lookup|Memory",
  "ModuleNotFound|Name|NotADirectory|NotImplemented|OS|Overflow|Permission|ProcessLookup|Recursion|Runtime|Syntax|System",
  re`Timeout|Type|UnboundLocal|Unicode\w*|Value|ZeroDivision`,
].join("|");

/**
 * How a line begins that continues another. One stage each: RE2 has a fast way for expressions that leave no choice, and
 * what needs a whole word first (Go's functions, C's frames) would take it from all.
 */
const continuations = [
  // What is indented: Python's frames, objects that JavaScript and others print, lists, stacks of Java and Go; registers of
  // a Go panic
  [
    " {4,}",
    re` {2}(?:[A-Za-z_$'"(<@[+|]|\d[\w$-]*: |\.\.\. \d+ more items?$)`,
    // LM Studio's window, whose level stands on the line before
    re` ?(?:\[LM STUDIO SERVER\] |\[CacheWrapper\]|\[Client=|The model has crashed |Unexpected endpoint or)`,
    " (?:Received request: |Unexpected endpoint |Error: |Client (?:created|disconnected))",
    // vLLM's lines of one message, whose prefix is a level
    re`(?:\([\w ,=.:]*pid=\d+[\w ,=.:]*\) )?ERROR \d\d-\d\d [\d:]+ \[?\w+\.py:\d+\]  `,
    // Python's own death
    "(?:Current t|T)hread 0x",
    "Extension modules: ",
    '> File "',
    re`Traceback \(most recent call last\):`,
    "During handling of the above exception",
    "The above exception was the direct cause",
    re` - \{"trace_id`,
    re` *[\]})]+[,;]?$`,

    re`(?:\t|#011)(?:.*\.\w+:\d+|(?:\(\*?\w+\)\.)?[\w.]+: \S|\t*at |\.\.\. \d+ |Suppressed: |\*__)`,
    "Caused by: ",
    "- Caused By: ",
    "crashed without additional information",
    re`Node\.js v\d`,
    "NoneType: None$",
    "source_traceback: ",
    "note: run with `RUST_BACKTRACE",
    "called `(?:Result|Option)::",

    // gorm's query; warnings of celery, Open WebUI, Prisma and Hugging Face's library
    re`\[[\d.]+ms\] \[rows:`,
    "absolutely not recommended!$",
    "Please specify a different user using",
    "User information: uid=",
    "WARNING: CORS_ALLOW_ORIGIN IS",
    "Please report your experience by",
    "To support symlinks on Windows",

    // PyTorch's words behind an error of CUDA's, and its frames of C++
    "CUDA kernel errors might be ",
    "For debugging consider passing CUDA",
    "Compile with `TORCH_USE",
    "Exception raised from ",
    re`frame #\d+: `,
    "Error has been observed at ",
    "Original Stack Trace:",
    "future: <",
    "[│└╰]",
    "runtime (?:stack:$|error: )",
    re`(?:main|runtime|net/http)\.[\w.]+$`,
    re`goroutine \d+ `,
    re`\[signal `,
    "PC=0x",
    "signal arrived during",
    re`created by [\w./]+`,
    re`[a-z]\w{0,5} +0x[0-9a-f]+$`,
    re`#?\d+ +(?:\S+ +)?0x[0-9a-f]+ (?:in )?`,
    re`0x[0-9a-f]{8,} in `,
    re`\[(?:New LWP \d|Thread debugging using |Inferior \d)`,
    "Using host libthread_db",
    "WARNING: Using native backtrace",
    "$",
  ]
    .sort()
    .join("|"),
  // Go's functions and places, glibc's frames
  re`[\w./@+~:-]+(?:\(\{*(?:0x|\.\.\.|_[,}])|\(\*\w+\)[\w.]*(?:\(\{*(?:0x|\.\.\.|_[,}])|$)|\.\w+\((?:\{\})?\)$|\.(?:go|s):\d+ [+(]0x|(?:\([^)\s]*\))?\[0x[0-9a-f]+\]$)`,
  // Python's last line
  re`[A-Za-z_]\w*\.[\w.]*(?:Error|Exception|ExceptionGroup|Timeout|Interrupt|Exit|(?:exceptions?|errors|exc)\.\w+)(?::|$)`,
  `(?:(?:${errors})Error|(?:Base)?Exception(?:Group)?|KeyboardInterrupt|SystemExit|GeneratorExit|StopIteration|StopAsyncIteration)(?::|$)`,
];

/** llama-server's timings, errors that only JavaScript words so, and one that announces its traceback. */
const others = [
  re` +(?:prompt eval|eval|total|sample|load) time =`,
  "(?:ReferenceError|RangeError): ",
  re`[A-Za-z_][\w.]*: .*Traceback \(most recent call last\):$`,
  re`TypeError: (?:Cannot |Failed to |Invalid URL|fetch failed|.* is not a (?:function|constructor))`,
].join("|");

/** A line that begins so continues another; the whole of it is kept aside. */
const continues = (expression: string) => ({
  regex: { expression: `^(?P<continuation>(?:${expression})(?s:.*))$` },
});

const stages = [
  ...continuations.map(continues),
  continues(`${prefixed}(?:${continuations.join("|")})`),
  { regex: { source: "continuation", expression: `^${perhapsPrefixed}(?P<standalone>${others})` } },
  // Not replaced: that stage looks twice at each line, and at each match it reads its template anew. A blank line needs no
  // mark: it cannot begin an entry.
  {
    template: {
      source: "continuation",
      template: `{{ if .Value }}{{ if .standalone }}{{ else }}${MARK}{{ end }}{{ .Value }}{{ end }}`,
    },
  },
  { output: { source: "continuation" } },
  // What continues a line comes within it, or stands alone: the writer paused. Each line waits so long for the next.
  { multiline: { firstline: `^[^${MARK}]`, max_lines: 2000, max_wait_time: "600ms" } },
  // A continuation without a beginning would carry the time of whatever was last: it is now. No other entry begins with
  // one.
  {
    replace: {
      ...{ source: "continuation", expression: `^(${MARK}(?s:.*))$` },
      replace: '{{ (now).UTC.Format "2006-01-02T15:04:05.999999999Z07:00" }}',
    },
  },
  { timestamp: { source: "continuation", format: "RFC3339Nano", action_on_failure: "skip" } },
  { replace: { expression: `(${MARK})`, replace: "" } },
  { replace: { expression: re`(\n\s*)$`, replace: "" } },
  { drop: { expression: re`^\s*$`, drop_counter_reason: "blank" } },
];

/** Stages that make one entry of a traceback, in YAML. */
export function tracebacksText(): string {
  return `# reads: line  writes: continuation, standalone, line, time  drops: blank
# Python's tracebacks, JavaScript's and Go's stacks, C's back-traces and printed objects as one entry, behind a tool's
# prefix, too. A line cannot see its neighbours, so what continues a traceback is marked by its shape
# (U+0001, which no log has), glued, and unmarked again.
${stringify(stages, { lineWidth: 0 })}`;
}
