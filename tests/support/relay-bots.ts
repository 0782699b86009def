import type { RelayRun, wecom } from "./relay";

/** Starts a relay with a bot of each service that is asked in a storm, all of them one played service; quick to try again. */
export function startBots(run: RelayRun, pace = {}): Promise<void> {
  return run.start(
    (there) => ({
      wecom: { key: "wecomUrl", type: "wecom", url: `${there}/?key=hidden-bot-key` },
      dingtalk: { key: "receivers[0]", type: "dingtalk", url: `${there}/?access_token=x` },
      feishu: { key: "receivers[1]", type: "feishu", url: `${there}/hook` },
      slack: { key: "receivers[2]", type: "slack", url: `${there}/services` },
    }),
    { patience: 5000, often: [200, 200], later: [200, 200], ...pace },
  );
}

/** Texts of the messages that arrived in WeCom's form. */
export function contentsAtWecom(run: RelayRun): string[] {
  return run.received.map(({ body }) => (JSON.parse(body) as ReturnType<typeof wecom>).markdown.content);
}
