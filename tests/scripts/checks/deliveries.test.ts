import type { Notifications } from "../../../components/config/schema";
import { deliveries } from "../../../scripts/checks/deliveries";
import { anyReceiver } from "../../support/receivers";

const both = [anyReceiver("wecom", { key: "wecomUrl" }), anyReceiver("email")];

/** What `verify` says where the relay and the probe wrote these lines, newest first. */
function said(relay: string[], probe: string[] = [], receivers = both) {
  return deliveries({ stack: "lab", notifications: { receivers } as Notifications }, (expr) =>
    Promise.resolve(expr.includes("stack") ? relay : probe),
  );
}
const line = (outcome: string, words = "45009 api freq out of limit") =>
  JSON.stringify({ level: "warn", relay: outcome, receiver: "wecomUrl", type: "wecom", said: words });
const failed = (count: number) => JSON.stringify({ probe: "grafana", up: 1, failed: count });

describe("deliveries in verify", () => {
  it("are well where nothing was refused, or only delayed once", async () => {
    const well = [{ what: "notifications", state: "ok", found: "none refused in the last 15 minutes" }];
    expect(await said([])).toEqual(well);
    expect(await said([line("delayed")], [failed(0), failed(2), failed(1), failed(1), failed(1)])).toEqual(
      well,
    );
    expect(await said(["no JSON"], ["{"])).toEqual(well);
    expect(await said([line("recovered"), line("refused"), line("refused")])).toEqual(well);
  });

  it("name the receiver, the service's words and what to do", async () => {
    expect(await said([line("refused", "93000 invalid webhook url"), line("delayed")], [failed(2)])).toEqual([
      {
        what: "notifications to wecomUrl (wecom)",
        state: "failed",
        found: "2 not taken in the last 15 minutes, the last refused: 93000 invalid webhook url",
        hint: expect.stringContaining("config set --stack lab --secret wecomUrl") as unknown,
      },
    ]);
    expect(await said([line("delayed"), line("delayed")])).toMatchObject([
      { state: "failed", hint: expect.stringContaining("20 messages") as unknown },
    ]);
    expect(await said([line("lost")])).toMatchObject([{ state: "failed" }]);
  });

  it("tell of Grafana's own failures, by mail for example", async () => {
    expect(await said([], [failed(1), failed(1), failed(0), failed(2), failed(1), failed(1)])).toEqual([
      {
        ...{ what: "notifications", state: "failed", found: "6 attempts failed in the last 15 minutes" },
        hint: "npm run alert-test -- --stack lab names the receiver and the reason",
      },
    ]);
  });

  it("are no matter where nobody is told", async () => {
    expect(await said([line("lost")], [], [])).toEqual([]);
  });
});
