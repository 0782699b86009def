import * as path from "node:path";

/** Prints a checkout's collector file, as one JSON text; the argument is its folder. Run by pipeline.ts. */
async function main(): Promise<void> {
  const from = path.join(path.resolve(process.argv[2] ?? ""), "components/containers/collector-file/render");
  const { renderCollectorConfig } = (await import(
    from
  )) as typeof import("../components/containers/collector-file/render");
  const rendered = renderCollectorConfig({
    ...{ host: "bench", stack: "bench", pushUrl: "http://localhost:1/loki/api/v1/push" },
    ...{ webuiLogPaths: ["/var/log/deepchat/*.log"], ollamaLogPaths: [], journaldUnits: [] },
    ...{ webuiContainers: ["deepchat.*"], ollamaContainers: ["ollama.*"], maxAge: "876000h" },
  });
  console.log(JSON.stringify(rendered));
}

void main();
