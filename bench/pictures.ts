import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { uids } from "../components/shared/naming";
import { readArguments } from "../scripts/command/arguments";
import { Failure, run } from "../scripts/command/fail";
import type { GrafanaApi } from "../scripts/grafana/api";
import { Browser, hasBrowser } from "../tests/e2e/stand/browser";
import { cannotRun } from "../tests/e2e/stand/cannot-run";
import { docker, healthy } from "../tests/e2e/stand/docker";
import { Stand } from "../tests/e2e/stand/stand";
import { until } from "../tests/e2e/stand/until";
import { pinned } from "../tests/support/pins";
import { PicturedHost } from "./pictures/host";

/** A window of a desk's screen, a tall one, and one in which no panel waits to be scrolled to. */
const sizes = {
  screen: { width: 1440, height: 900 },
  tall: { width: 1440, height: 1100 },
  whole: { width: 1440, height: 3600 },
} as const;

/** How people write dates who read a language. */
const locales: Record<string, string> = { en: "en-US", zh: "zh-CN" };

/** Days that the pictured host has been watched for: Usage looks at a week. */
const days = 6.5;

/** Pictures of every board of a real stack, filled with the week of a host with two cards. */
run(async () => {
  const { out, language } = readArguments({
    name: "pictures",
    does: "Takes pictures of every board of a real stack, filled with the week of a host with two graphics cards: as docs/images has them.",
    flags: {
      out: { type: "string", help: "folder for the pictures (default: a temporary one)" },
      language: { type: "string", help: "en or zh (default: both)" },
    },
    stack: false,
    example: "--out /tmp/pictures --language zh",
  });
  const missing = cannotRun() ?? hasBrowser();
  if (missing) throw new Failure(`Not here: ${missing}.`);
  const folder = out ?? fs.mkdtempSync(path.join(os.tmpdir(), "pictures-"));
  fs.mkdirSync(folder, { recursive: true });
  for (const each of language ? [language] : ["en", "zh"]) await pictures(each, folder);
});

async function pictures(language: string, folder: string): Promise<void> {
  const stand = await Stand.create({
    language,
    canaryModel: "tiny",
    canaryInterval: "60m",
    errorWindow: "5m",
  });
  try {
    await stand.must("up");
    await forget(stand);
    const loki = `http://127.0.0.1:${stand.ports.loki}`;
    const root = `http://127.0.0.1:${stand.ports.grafana}/`;
    const password = await stand.adminPassword();
    const take = async (name: string, board: string, size: keyof typeof sizes, host: string) => {
      const browser = await Browser.open(root, password, sizes[size], locales[language]);
      try {
        // The boards are what is to be seen, not Grafana's menu.
        await browser.page.addInitScript(() => localStorage.setItem("grafana.navigation.docked", "false"));
        const file = path.join(folder, `${name}-${language}.png`);
        const { panelErrors, failures } = await browser.visit(
          `d/${board}?theme=light&var-host=${host}`,
          file,
        );
        for (const wrong of [...panelErrors, ...failures]) console.error(`${name}, ${language}: ${wrong}`);
        console.log(file);
      } finally {
        await browser.close();
      }
    };
    await alive(loki, new PicturedHost(days, "gpu-box"), async () => {
      for (const [key, uid] of Object.entries(uids.dashboards)) {
        await take(`${key}-whole`, uid, "whole", "gpu-box");
        if (["overview", "requests"].includes(key)) await take(key, uid, "screen", "gpu-box");
      }
    });
    const grafana = await stand.grafana();
    const held = new PicturedHost(0.25, "train-box", 24);
    await alive(loki, held, async () => {
      await until(
        "the alert",
        async () => {
          const alerts = await firing(grafana);
          held.fires(alerts);
          return alerts > 0;
        },
        240_000,
      );
      await take("machine", uids.dashboards.machine, "tall", "train-box");
      await take("held-whole", uids.dashboards.machine, "whole", "train-box");
    });
  } finally {
    await stand.dispose();
  }
}

/** Writes a host's past, and its present while something goes on. */
async function alive(loki: string, host: PicturedHost, work: () => Promise<void>): Promise<void> {
  await host.write(loki);
  // Loki looks for old lines on disk only.
  await fetch(`${loki}/flush`, { method: "POST" });
  let writing = Promise.resolve();
  const timer = setInterval(() => {
    writing = writing.then(() => host.write(loki));
  }, 5000);
  try {
    await work();
  } finally {
    clearInterval(timer);
    await writing;
  }
}

/** Nothing is told of the machine that the stack runs on: who reads it is stopped, and what it wrote is thrown away. */
async function forget(stand: Stand): Promise<void> {
  docker("stop", stand.container("probe"), stand.container("collector"), stand.container("loki"));
  const [volume = ""] = stand.leftovers().volumes.filter((name) => name.includes("loki"));
  docker("run", "--rm", "-v", `${volume}:/loki`, pinned("probeImage"), "sh", "-c", "rm -rf /loki/*");
  docker("start", stand.container("loki"));
  await healthy(stand.container("loki"));
}

/** How many alerts fire. */
async function firing(grafana: GrafanaApi): Promise<number> {
  const alerts = await grafana.get<unknown[]>("/api/alertmanager/grafana/api/v2/alerts?active=true");
  return alerts?.length ?? 0;
}
