import { print } from "../shared/output";
import type { Duration } from "../shared/settings";
import { milliseconds, targetError } from "../shared/text";
import { ask } from "./http";

/** Asks the web UI whether it lives; any answer below 500 means that it does. */
export class WebUi {
  private method = "HEAD";

  constructor(
    private readonly url: URL,
    private readonly timeout: Duration,
  ) {}

  async probe(): Promise<void> {
    const started = performance.now();
    let answer = await ask(this.url, this.timeout, { method: this.method, started });
    // A health URL that knows only GET says 405 or 501 to HEAD, however ill it is.
    if (this.method === "HEAD" && [405, 501].includes(answer.status ?? 0)) {
      this.method = "GET";
      answer = await ask(this.url, this.timeout, { started });
    }
    const status = answer.status ?? 0;
    if (status >= 500) throw targetError(status, `HTTP ${status}`);
    print({ probe: "deepchat", up: 1, status_code: status, duration: milliseconds(answer.ms) });
  }
}
