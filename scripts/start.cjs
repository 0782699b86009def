/**
 * Lets Node.js run a program of ours written in TypeScript: `node --require ./scripts/start.cjs scripts/up.ts`, and the
 * Pulumi program itself (Pulumi.yaml, nodeargs). The program and all it imports of ours become one file in memory, in a
 * tenth of a second; a file at a time, as tsx and ts-node do it, takes more than one. Packages stay as they are.
 */
const Module = require("node:module");
const path = require("node:path");

const root = path.join(__dirname, "..");

// What packages compile to is kept for the next command, where their folder can be written to.
Module.enableCompileCache?.(path.join(root, "node_modules", ".cache", "node"));

const throughNode = Module._extensions[".js"];

Module._extensions[".ts"] = (module, file) => {
  if (file.includes(`${path.sep}node_modules${path.sep}`)) return throughNode(module, file);
  const { buildSync } = require("esbuild");
  const bundle = buildSync({
    absWorkingDir: root,
    entryPoints: [file],
    bundle: true,
    packages: "external",
    platform: "node",
    format: "cjs",
    target: `node${process.versions.node}`,
    // Whoever asks for it stands two folders below the root (tests/architecture.test.ts), and becomes one file with those
    // that do not.
    define: { __dirname: JSON.stringify(path.join(root, "scripts", "start")) },
    sourcemap: "inline",
    sourcesContent: false,
    write: false,
    logLevel: "error",
  });
  process.setSourceMapsEnabled(true);
  module._compile(bundle.outputFiles[0].text, file);
};
