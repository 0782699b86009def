import { project, stackConfig, stacks } from "../../../scripts/offline/project";
import { wrongTypes } from "../../../scripts/settings/declared-types";

const declared = project().config;
const told = (values: Record<string, unknown>) => wrongTypes(values, declared, "lab");

it("finds nothing wrong with what Pulumi takes", () => {
  expect(
    told({
      ...{ lokiPort: 3100, grafanaPort: "3000", redactEmails: true, hostName: 5, unknown: ["x"] },
      ...{ ollamaUnits: [], emailTo: ["a@example.com"], wecomUrl: { secure: "v1:x" } },
      receivers: [{ type: "wecom", url: { secure: "v1:x" } }],
    }),
  ).toBeUndefined();
  for (const stack of stacks()) expect(wrongTypes(stackConfig(stack).raw, declared, stack)).toBeUndefined();
});

it("tells a list given as JSON text, with the commands that set it", () => {
  const text = told({ webuiLogFiles: '["/var/log/a.log", "/var/log/b/*.log"]', emailTo: "me@example.com" });
  expect(text).toContain("Pulumi.lab.yaml has 2 value(s)");
  expect(text).toContain("npm run pulumi -- config rm --stack lab webuiLogFiles");
  expect(text).toContain("config set --stack lab --path 'webuiLogFiles[1]' '/var/log/b/*.log'");
  expect(text).toContain("config set --stack lab --path 'emailTo[0]' me@example.com");
});

it("tells a list where one value is wanted", () => {
  expect(told({ ollamaUrl: ["http://a"] })).toMatch(/ollamaUrl is \["http:\/\/a"\]; allowed: one string/);
});

it("shows nothing of a list of receivers, which may hold secrets", () => {
  const text = told({ receivers: '[{"type":"wecom","url":"https://secret"}]' });
  expect(text).toMatch(/receivers is not a list but one text.*--path 'receivers\[0\]\.<field>'/s);
  expect(text).not.toContain("secret");
});

it("tells which entry of a list is of another type", () => {
  expect(told({ receivers: [{ type: "wecom" }, "x"] })).toContain("receivers[1] is not an object; allowed");
  expect(told({ emailTo: ["a@example.com", ["b"]] })).toContain('emailTo[1] is ["b"]; allowed: a text.');
});
