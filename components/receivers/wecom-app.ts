import * as v from "valibot";

import * as checks from "../shared/checks";
import { anything, text, word } from "../shared/fields";
import { code } from "./hints";
import { kind, secret, template, title } from "./kind";
import { belowTitle } from "./message";
import type { Service } from "./service";

/** What `deepchat.alert.short` shows of an alert: half of what a bot may say. */
const measure = `{{ $used = printf "%s%.80s%.30s%.80s%.64s%s%200s" $used .Annotations.summary .Annotations.value (or .Annotations.first .Annotations.description) .Labels.host .PanelURL "" -}}
{{ with .Annotations.runbook_url }}{{ $used = printf "%s%s" $used . }}{{ end -}}`;

/** 30 messages a minute and person; 2048 bytes. */
const service: Service = {
  limit: { burst: 12, perMinute: 15, gap: 0, bytes: 2048 },
  codes: { often: [45009, 45033], long: [44004, 45002], unfit: [40001, 40013, 41004, 60020] },
};

export const wecomApp = kind({
  type: "wecomApp",
  name: "WeCom app",
  about: {
    en: "`corpId`, `agentId`, **`secret`**, `toUser` (`ann|bob`; left out: everybody who sees the app), `apiUrl` for a WeCom of your own",
    zh: "`corpId`、`agentId`、**`secret`**、`toUser`（`ann|bob`；不设：应用可见范围内的所有人）、`apiUrl`（私有部署的企业微信）",
  },
  fields: {
    corpId: text(word),
    agentId: text(checks.digits),
    toUser: v.optional(text(anything)),
    apiUrl: v.optional(text(checks.baseUrl)),
    secret: secret(word),
  },
  needsRelay: () => "Grafana would write its secret into its log, the relay does not",
  service,
  member: "wecoms",
  integration: (_, relay) => {
    if (!relay) throw new Error("a WeCom app gets its messages through the relay only");
    return { url: relay, msgType: "markdown", title, message: template("wecomApp") };
  },
  identity: ["url"],
  message: {
    ...{ template: "wecomApp", file: "chat", alert: "short", measure },
    ...{ bytes: 2048, budget: 1600, whole: belowTitle },
  },
  hints: [
    [code(40001, 40013, 41004), (set) => `secret or corpId is wrong: ${set("secret")}`],
    [code(60020), "allow this host's address at the app (trusted IP)"],
    [code(81013), "toUser is not among those who see the app"],
    [code(...service.codes.often), "too many messages: wait"],
  ],
});
