import { lost } from "../../bench/budgets";
import { kept } from "../../bench/measures/kept";
import { Session } from "../../bench/session";
import { describeE2E, hasImage } from "../support/engine";
import { images } from "./loss/images";

/** The short bench, on ratios alone: against the original configuration, in the same run on the same machine. */

describeE2E("the budgets", hasImage(images.loki) ?? hasImage(images.promtail), () => {
  it("lose no ratio against the original configuration", async () => {
    const session = new Session({ short: true, rounds: 1, only: ["ours", "original"] });
    const { figures, failed } = await session.measure(kept);
    expect(failed).toBeUndefined();
    expect(lost(figures)).toEqual([]);
  }, 600_000);
});
