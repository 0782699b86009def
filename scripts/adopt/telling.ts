import { longestRetention } from "../../components/config/loki-storage";
import type { StackConfig } from "../../components/config/stack";
import { ports } from "../../components/shared/naming";
import { size } from "../backup/meter";
import { here } from "../command/stack-name";
import { containersOf, type Plan } from "./plan";
import { publicKey } from "./their-grafana";
import type { Positions } from "./their-positions";

/** What was found and what is to be done, for people. @param sizes of Loki's and Grafana's data, in bytes */
export function toldPlan(plan: Plan, config: StackConfig, sizes: (number | undefined)[]): string {
  const { found, forms, grafana, loki, promtail } = plan;
  const first = found.loki;
  const of = first.project
    ? `the compose project ${first.project} in ${first.folder}`
    : "containers without compose";
  const bytes = (at: number) => (sizes[at] === undefined ? "" : `, ${size(sizes[at])}`);
  const periods = forms.theirs
    .map(({ from, store, schema }) => `${store} ${schema} since ${from}`)
    .join(", ");
  const rows = containersOf(found).map(({ name, image, running, role }) => {
    const about = {
      loki: `${loki.from.place}${bytes(0)}; ${periods}`,
      promtail: promtail ? "its positions" : "",
      grafana: grafana
        ? `${grafana.from.place}${bytes(1)}; ${count(grafana.users, "user")}, ${count(grafana.dashboards, "dashboard")}`
        : "",
    }[role];
    return `  ${name.padEnd(10)}  ${image}, ${running ? "runs" : "is stopped"}: ${about}`;
  });
  return [
    `Found: ${of}`,
    ...rows,
    "",
    "What will be done:",
    ...steps(plan, config).map((text, at) => `  ${at + 1}. ${text}`),
  ].join("\n");
}

function steps({ found, forms, theirPorts, settings }: Plan, config: StackConfig): string[] {
  const names = containersOf(found).map(({ name }) => name);
  const ourPorts = Object.values(theirPorts);
  const moment = found.promtail?.running
    ? `; ${found.promtail.name} is stopped for some seconds and goes on where it was`
    : "";
  return [
    `Copy their data into volumes of ours${moment}. Nothing of theirs is written to.`,
    forms.anew
      ? `Keep old lines in their form; those of ${forms.schemaFrom} (UTC) are stored anew in ours, which begins on that day.`
      : "Keep old lines in their form, which is ours.",
    ...(settings.retention === undefined
      ? []
      : [
          `Set retention to ${settings.retention}: theirs ${settings.retention === longestRetention ? "deletes nothing" : "keeps lines that long"}. Shorten it later as you like.`,
        ]),
    ...(settings.retentionStreams ?? []).map(
      ({ selector, period }) => `Keep ${selector} for ${period} (retentionStreams), as theirs does.`,
    ),
    `Bring the stack ${config.stack} up beside theirs${ourPorts.length > 0 ? ", on other ports for the moment," : ""} and see that it answers as the copy of theirs did.`,
    `Stop ${names.join(", ")}, not remove ${names.length > 1 ? "them" : "it"}${ourPorts.length > 0 ? `, and take over ${ourPorts.length > 1 ? "ports" : "port"} ${ourPorts.join(" and ")} on 127.0.0.1` : ""}.`,
    "If anything fails: theirs runs as before, and nothing of ours is left.",
  ];
}

/** What there is to know when it is done. */
export function toldOutcome(plan: Plan, config: StackConfig, positions: Positions | undefined): string {
  const names = containersOf(plan.found).map(({ name }) => name);
  // `docker compose down` would take what else its file has, too.
  const remove = `docker rm ${names.join(" ")}`;
  const unread = positions?.unread ?? [];
  return here(
    [
      `\nTaken over. ${names.join(", ")} ${names.length > 1 ? "are" : "is"} stopped, with data as they were.`,
      ...(plan.grafana
        ? [
            "Grafana    users and dashboards are there; the password of admin is ours now (above), those of others are as they were",
            ...(plan.grafana.secretKey === publicKey
              ? [
                  `           its secrets are encrypted with a key that everybody knows, as before: npm run rotate -- secret-key --stack ${config.stack} gives it one of its own`,
                ]
              : []),
          ]
        : []),
      ...(positions
        ? [
            `Positions  ${count(positions.files.length, "file")} and ${count(positions.containers, "container")} go on where ${plan.found.promtail?.name} stopped`,
          ]
        : []),
      ...(unread.length > 0
        ? [
            `           not read by ours: ${unread.join(", ")} (webuiLogFiles, ollamaLogFiles: files below /var/log)`,
          ]
        : []),
      ...(plan.found.loki.running
        ? [
            `Loki       listens on 127.0.0.1:${config.loki?.port ?? ports.loki} alone; who pushed to theirs from elsewhere has to be told`,
          ]
        : []),
      "Undo       npm run adopt -- --undo   (theirs runs again, ours is removed; as long as their containers exist)",
      `Finish     ${remove}`,
    ].join("\n"),
    config.stack,
  );
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}
