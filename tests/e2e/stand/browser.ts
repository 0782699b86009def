import * as fs from "node:fs";

import { type Browser as Chromium, chromium, type Page, type Request, type Response } from "playwright-core";

import type { Missing } from "../../support/engine";
import { until } from "./until";

const executable = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((file) =>
  fs.existsSync(file),
);

/** A panel that waits for an answer, in Grafana's words in each of our languages. */
const loading = '[aria-label="Panel loading bar"], [aria-label="面板加载栏"]';

/** Says whether a Chromium is installed here. */
export function hasBrowser(): Missing {
  return executable ? undefined : "there is no Chromium here (Debian: apt-get install chromium)";
}

/** How a page was left: what went wrong on it, as a user or a developer would see it. */
export interface Visit {
  /** Panels that show an error. */
  panelErrors: string[];
  /** Requests that were answered with an error, and exceptions of scripts. */
  failures: string[];
  text: string;
}

/** A person's browser, logged in to Grafana. */
export class Browser {
  /** Questions to the data source without an answer yet: long ranges are asked day by day, and half a graph is drawn meanwhile. */
  private readonly asked = new Set<Request>();

  private constructor(
    private readonly chromium: Chromium,
    readonly page: Page,
    private readonly root: string,
  ) {
    const answered = (request: Request) => void this.asked.delete(request);
    page.on("requestfinished", answered).on("requestfailed", answered);
    page.on("request", (request) => {
      if (request.url().includes("/api/ds/query")) this.asked.add(request);
    });
  }

  /** @param locale how dates are written. @default as in the United States */
  static async open(
    root: string,
    password: string,
    size = { width: 1440, height: 900 },
    locale = "en-US",
  ): Promise<Browser> {
    const opened = await chromium.launch({
      executablePath: executable,
      // No calls of Chromium's own: this may be a machine without internet.
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
    });
    const page = await opened.newPage({ viewport: size, locale });
    await page.request.post(`${root}login`, { data: { user: "admin", password } });
    return new Browser(opened, page, root);
  }

  /** Opens a page of Grafana and waits until nothing on it loads any more; saves a picture if told where. */
  async visit(path: string, picture?: string): Promise<Visit> {
    const failures: string[] = [];
    const { page } = this;
    // What the page before still waited for is cancelled, which Grafana may answer with an error: not of this page.
    await page.goto("about:blank");
    const noteError = (error: Error) => void failures.push(error.message);
    const noteResponse = (response: Response) => {
      if (response.status() >= 400) failures.push(`${response.status()} ${response.url()}`);
    };
    page.on("pageerror", noteError).on("response", noteResponse);
    await until(`${path} opens`, async () => {
      failures.length = 0;
      // Chromium gives up a load when a network appears or goes away on the machine, as Docker's do in tests.
      return (await page.goto(this.root + path, { waitUntil: "load" }).catch(() => undefined))?.ok();
    });
    await this.drawn();
    if (picture) await page.screenshot({ path: picture });
    const shown = page.locator('[data-testid="data-testid Panel status error"]');
    const panelErrors = await shown.evaluateAll((marks) =>
      marks.map((mark) => mark.closest("section")?.textContent ?? "a panel"),
    );
    const text = await page.locator("body").innerText();
    page.off("pageerror", noteError).off("response", noteResponse);
    return { panelErrors, failures, text };
  }

  /** Clicks on a tile and waits for where it leads. */
  async click(tile: string): Promise<void> {
    await this.follow(tile);
    await this.drawn();
  }

  /** The same for a board that asks again before it has answered, as on a machine that is busy. */
  async follow(tile: string): Promise<void> {
    const before = this.page.url();
    await this.panel(tile).locator("a").last().click();
    await until(`${tile} leads somewhere`, () => this.page.url() !== before);
  }

  /** What a panel shows, as text. */
  async text(panel: string): Promise<string> {
    return this.panel(panel).innerText();
  }

  private panel(title: string) {
    return this.page.locator(`[data-testid="data-testid Panel header ${title}"]`);
  }

  /** Until all panels have been quiet for a while. */
  private async drawn(): Promise<void> {
    let quiet = 0;
    const enough = async () => {
      const busy = this.asked.size + (await this.page.locator(loading).count());
      const panels = await this.page.locator('[data-testid^="data-testid Panel header"]').count();
      quiet = busy === 0 && panels > 0 ? quiet + 1 : 0;
      return quiet >= 6;
    };
    await until(`${this.page.url()} is drawn`, enough, 60_000);
  }

  async close(): Promise<void> {
    await this.chromium.close();
  }
}
