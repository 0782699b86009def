import { hintFor } from "../../components/receivers";
import { rows } from "../support/receivers";

describe("hints", () => {
  it.each(rows.flatMap(({ type, hints }) => hints.map(([said, hint]) => [type, said, hint] as const)))(
    "%s, %s: %s",
    (type, said, hint) => {
      expect(hintFor({ type, key: "receivers[0]" }, said, "lab")).toContain(hint);
    },
  );

  it.each([
    ["dingtalk", "HTTP 500, and none of the service's answers"],
    ["dingtalk", "no answer within 20 s"],
    ["dingtalk", "400105 unsupported msgtype"],
    ["feishu", "9499 Bad Request"],
  ] as const)("gives no advice about signatures to %s that says %s", (type, said) => {
    expect(hintFor({ type, key: "receivers[0]" }, said, "lab") ?? "").not.toMatch(/sign/i);
  });
});
