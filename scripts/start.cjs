/**
 * Lets Node.js run a program of ours written in TypeScript: `node --require ./scripts/start.cjs scripts/up.ts`, and the
 * Pulumi program itself (Pulumi.yaml, nodeargs). Why not tsx or ts-node: docs/decisions/programs-start-as-one-file.md.
 */
const Module = require("node:module");
const path = require("node:path");

const root = path.join(__dirname, "..");

// What packages compile to is kept for the next command, where their folder can be written to.
Module.enableCompileCache?.(path.join(root, "node_modules", ".cache", "node"));

bundleOurs();
postpone(["@npmcli/arborist", "typescript"], path.join("node_modules", "@pulumi", "pulumi"));

/** The file that is run, and all it imports of ours, become one file in memory; packages stay as they are. */
function bundleOurs() {
  const throughNode = Module._extensions[".js"];
  Module._extensions[".ts"] = (module, file) => {
    if (file.includes(`${path.sep}node_modules${path.sep}`)) return throughNode(module, file);
    // Pulumi asks for the stack of every promise, and has it looked up in maps: a third of what its program takes.
    const mapped = path.basename(file) !== "index.ts";
    const { buildSync } = require("esbuild");
    const bundle = buildSync({
      absWorkingDir: root,
      entryPoints: [file],
      bundle: true,
      packages: "external",
      platform: "node",
      format: "cjs",
      target: `node${process.versions.node}`,
      // Whoever asks for it stands two folders below the root (tests/architecture.test.ts), and becomes one file with
      // those that do not.
      define: { __dirname: JSON.stringify(path.join(root, "scripts", "start")) },
      sourcemap: mapped && "inline",
      sourcesContent: false,
      write: false,
      logLevel: "error",
    });
    if (mapped) process.setSourceMapsEnabled(true);
    else Error.prepareStackTrace = undefined;
    module._compile(bundle.outputFiles[0].text, file);
  };
}

/**
 * What takes half a second to load is loaded when somebody asks it for something: Pulumi's SDK imports these for closures
 * that it makes text of, and there are none here.
 *
 * @param whose folder of the package that asks
 */
function postpone(names, whose) {
  const load = Module._load;
  Module._load = (request, parent, isMain) => {
    if (!names.includes(request) || !parent?.filename.includes(whose)) return load(request, parent, isMain);
    let loaded;
    return new Proxy(
      {},
      {
        // Said to be an ES module, it is taken as it is, and not copied.
        get: (_, name) => name === "__esModule" || (loaded ??= load(request, parent, isMain))[name],
      },
    );
  };
}
