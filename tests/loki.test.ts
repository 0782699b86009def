import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { parse } from "yaml";

import { readAsset } from "../components/assets";
import { lokiHealth, renderLokiConfig } from "../components/loki";
import { hasImage, whenPossible } from "./support/engine";

const image = "grafana/loki:3.7.6";
const asset = readAsset("loki/config.yaml");

it("sets the retention and keeps all else, comments included", () => {
  const rendered = renderLokiConfig(asset, { retention: 30 * 86_400 });
  expect(parse(rendered)).toEqual({
    ...parse(asset),
    limits_config: { ...parse(asset).limits_config, retention_period: "720h" },
  });
  expect(rendered).toContain("# Nothing leaves the host.");
});

it("checks health with what the image has", () => {
  expect(lokiHealth("grafana/loki:3.5.8")[0]).toBe("wget");
  expect(lokiHealth("mirror.local:5000/grafana/loki:3.7.6")).toEqual(["/usr/bin/loki", "-health"]);
});

whenPossible("is accepted by Loki's own check", hasImage(image), () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "loki-"));
  fs.writeFileSync(path.join(folder, "config.yaml"), renderLokiConfig(asset, { retention: 86_400 }), {
    mode: 0o644,
  });
  fs.chmodSync(folder, 0o755);
  const check = ["-config.file=/check/config.yaml", "-verify-config"];
  const { status, stderr } = spawnSync(
    "docker",
    ["run", "--rm", "-v", `${folder}:/check:ro`, image, ...check],
    { encoding: "utf8" },
  );
  fs.rmSync(folder, { recursive: true });
  expect([status, stderr]).toEqual([0, expect.stringContaining("config is valid")]);
});
