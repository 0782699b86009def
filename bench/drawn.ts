import type { Page } from "playwright-core";

/** Milliseconds without anything that loads after which a page counts as drawn. */
const quiet = 1500;

/**
 * Opens a dashboard and says how many milliseconds after that its last panel was drawn: neither a loading bar nor a
 * new panel nor an answer to a query after it. It looks at every frame, inside the page.
 */
export async function drawn(page: Page, address: string): Promise<number> {
  // What runs the benches wraps functions in a call of this, to keep their names; the page knows none.
  await page.addInitScript("globalThis.__name ??= (wrapped) => wrapped;");
  await page.goto("about:blank");
  await page.goto(address, { waitUntil: "commit" });
  return page.evaluate(lastChange, quiet);
}

/** Runs in the page, whose clock starts with the navigation. */
function lastChange(quiet: number): Promise<number> {
  return new Promise((resolve) => {
    let panels = 0;
    let last = 0;
    const look = () => {
      const now = performance.now();
      const there = document.querySelectorAll('[data-testid^="data-testid Panel header"]').length;
      const busy = document.querySelectorAll('[aria-label="Panel loading bar"]').length;
      if (busy > 0 || there !== panels || there === 0) last = now;
      panels = there;
      if (now - last < quiet) return void requestAnimationFrame(look);
      const answered = performance
        .getEntriesByType("resource")
        .filter(({ name }) => name.includes("/api/ds/query"))
        .map((entry) => (entry as PerformanceResourceTiming).responseEnd);
      resolve(Math.max(last, ...answered));
    };
    look();
  });
}
