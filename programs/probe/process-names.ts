/** What the kernel's short name of a process (15 bytes) tells by itself. */
const byShortName: [RegExp, string][] = [
  [/^ollama_llama/, "ollama-runner"],
  [/^llama-server$/, "llama-server"],
  // Engines and workers give themselves titles: VLLM::EngineCore, sglang::scheduler.
  [/^vllm(::|$)/i, "vllm"],
  [/^sglang(::|$)/i, "sglang"],
  [/^xinference/, "xinference"],
  [/^(lms|llmster|lm-studio|LM Studio.*)$/, "lm-studio"],
];

/** Those whose command line has to be asked: PyTorch and Node.js call a program's first thread by names of their own. */
const unclear = /^(ollama|python[\d.]*|pt_main_thread|(node-)?MainThread)$/;

/**
 * Which model server a process is.
 *
 * @param shortName as /proc/PID/comm has it
 * @returns undefined: none; `ask`: its command line has to tell
 */
export function serverByShortName(shortName: string): string | undefined {
  if (unclear.test(shortName)) return "ask";
  return byShortName.find(([form]) => form.test(shortName))?.[1];
}

/** Which model server a command line is; a client such as `ollama run` is none. */
export function serverByArguments([program = "", ...rest]: string[]): string | undefined {
  if (fileName(program) === "ollama") {
    if (rest[0] === "runner") return "ollama-runner";
    return rest[0] === "serve" || rest[0] === "start" ? "ollama" : undefined;
  }
  // A title takes the place of the arguments, and may be younger than the short name.
  const titled = serverByShortName(fileName(program).slice(0, 15));
  if (titled && titled !== "ask") return titled;
  // Python's first word that is no option: a module (vllm.entrypoints.openai.api_server) or a file (/usr/local/bin/vllm)
  const runs = fileName(rest.find((each) => !each.startsWith("-")) ?? "");
  return /^(vllm|sglang|xinference)(?=[.-]|$)/.exec(runs)?.[1];
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
