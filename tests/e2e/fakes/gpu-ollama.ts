// An Ollama on a host with a graphics card, as far as its API and its log go; the lines are Ollama 0.33's. How it fares is
// what PUT /stand-in/<how> said last; that survives a restart. Node.js runs it as it stands: nothing but types may be
// TypeScript.
import fs from "node:fs";
import http from "node:http";

type How = "well" | "slow" | "full" | "lost" | "cpu";

const stateFile = "/tmp/how";
const model = "llama3:8b";
const bytes = 8_900 * 2 ** 20;
const blob =
  "/root/.ollama/models/blobs/sha256-62567435b1d513add1cf7c924e03eff879688f8cdf71b1dc63c444c2133eae76";

let how: How = fs.existsSync(stateFile) ? (fs.readFileSync(stateFile, "utf8") as How) : "well";
let task = 0;
/** Its model is loaded. */
let loaded = false;

const slog = (level: string, source: string, rest: string) =>
  console.log(`time=${new Date().toISOString()} level=${level} source=${source} ${rest}`);

function begin(): void {
  slog("INFO", "routes.go:2008", 'msg="Listening on [::]:11434 (version 0.33.0)"');
  slog("INFO", "runner.go:60", 'msg="discovering available GPUs..."');
  if (how === "cpu" || how === "lost")
    slog(
      "INFO",
      "types.go:50",
      'msg="inference compute" id=cpu library=cpu compute="" name=cpu description=cpu libdirs=ollama driver="" pci_id="" type="" total="62.7 GiB" available="58.1 GiB"',
    );
  else
    slog(
      "INFO",
      "types.go:32",
      'msg="inference compute" id=0 filter_id="" library=CUDA compute=8.6 name=CUDA0 description="NVIDIA GeForce RTX 3090" libdirs=ollama,cuda_v13 driver=13.0 pci_id=0000:01:00.0 type=discrete total="23.6 GiB" available="23.3 GiB"',
    );
}

/** Loads the model where it is not loaded. @returns whether it could */
function load(): boolean {
  if (loaded) return true;
  slog(
    "INFO",
    "sched.go:620",
    `msg="gpu memory" id=0 library=CUDA available="${how === "full" ? "0 B" : "22.9 GiB"}" free="${how === "full" ? "430.0 MiB" : "23.3 GiB"}" minimum="457.0 MiB" overhead="0 B"`,
  );
  slog("INFO", "llama_server.go:1048", `msg="loading model via llama-server" model=${blob}`);
  if (how === "full") {
    console.log(
      "ggml_backend_cuda_buffer_type_alloc_buffer: allocating 8423.47 MiB on device 0: cudaMalloc failed: out of memory",
    );
    console.log("llama_model_load: error loading model: unable to allocate CUDA0 buffer");
    slog("ERROR", "llama_server.go:1023", 'msg="llama-server terminated" error="exit status 1" exit=1');
    slog(
      "INFO",
      "sched.go:641",
      `msg="Load failed" model=${blob} error="llama-server process has terminated: exit status 1: error loading model: unable to allocate CUDA0 buffer"`,
    );
    return false;
  }
  const cpu = how === "cpu" || how === "lost";
  if (!cpu) console.log("load_tensors: offloaded 33/33 layers to GPU");
  console.log(`load_tensors:   ${cpu ? "CPU_Mapped" : "     CUDA0"} model buffer size =  8423.47 MiB`);
  slog("INFO", "llama_server.go:1362", 'msg="llama-server started in 1.02 seconds"');
  loaded = true;
  return true;
}

/** Answers a chat. @returns its status */
async function chat(): Promise<number> {
  if (how === "lost" && loaded) {
    console.log("CUDA error: unspecified launch failure");
    console.log(
      "  current device: 0, in function ggml_backend_cuda_synchronize at //ml/backend/ggml/ggml/src/ggml-cuda/ggml-cuda.cu:2981",
    );
    slog(
      "ERROR",
      "llama_server.go:1023",
      'msg="llama-server terminated" error="signal: aborted (core dumped)" exit=unknown',
    );
    loaded = false;
    return 500;
  }
  if (!load()) return 500;
  const speed = how === "well" || how === "full" ? 50 : 5;
  const tokens = 20;
  await new Promise((resolve) => setTimeout(resolve, (tokens / speed) * 1000));
  const each = 1000 / speed;
  console.log(
    `slot print_timing: id  0 | task ${++task} |        eval time = ${(tokens * each).toFixed(2).padStart(10)} ms / ${String(tokens).padStart(5)} tokens (${each.toFixed(2).padStart(8)} ms per token, ${speed.toFixed(2).padStart(8)} tokens per second)`,
  );
  return 200;
}

function running(): object[] {
  if (!loaded) return [];
  const size_vram = how === "cpu" || how === "lost" ? 0 : bytes;
  const expires_at = new Date(Date.now() + 300_000).toISOString();
  return [{ name: model, model, size: bytes, size_vram, context_length: 8192, expires_at }];
}

http
  .createServer((request, response) => {
    const { method = "GET", url = "/" } = request;
    const answer = (status: number, body: object) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (method === "PUT" && url.startsWith("/stand-in/")) {
      how = url.slice("/stand-in/".length) as How;
      fs.writeFileSync(stateFile, how);
      // What was loaded had to go for others, or was read anew.
      if (how === "full" || how === "well") loaded = false;
      answer(200, { how });
      return;
    }
    const from = performance.now();
    const done = (status: number, body: object) => {
      const time = new Date().toISOString().slice(0, 19).replaceAll("-", "/").replace("T", " - ");
      const ms = performance.now() - from;
      const took = ms < 1000 ? `${ms.toFixed(3)}ms` : `${(ms / 1000).toFixed(6)}s`;
      console.log(
        `[GIN] ${time} | ${status} | ${took.padStart(12)} |      172.18.0.3 | ${method.padEnd(8)} "${url}"`,
      );
      answer(status, body);
    };
    if (url === "/api/version") done(200, { version: "0.33.0" });
    else if (url === "/api/ps") done(200, { models: running() });
    else if (url === "/api/tags") done(200, { models: [{ name: model, model, size: bytes }] });
    else if (url === "/api/chat")
      void chat().then((status) =>
        done(status, status === 200 ? { done: true } : { error: "model failed to load" }),
      );
    else done(200, {});
  })
  .listen(11434, begin);
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => process.exit(0));
