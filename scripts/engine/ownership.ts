import { toldPlace } from "../../components/config/owner";
import type { Owner } from "../../components/shared/naming";
import { Failure } from "../command/fail";
import type { Found, Survey } from "./survey";

/** Whose the things are that have this stack's names. */
export interface Verdict {
  ours: Found[];
  /** Another checkout's or state's. */
  foreign: Found[];
  /** Containers that only have a name of ours: not made by this program. */
  strangers: Found[];
  /** Of `ours`: volumes nobody claims, made before owners were recorded, with no container to tell whose they were. */
  unclaimed: Found[];
}

/**
 * Tells ours from others' by their owner. What was made before owners were recorded is ours when our state knows its id;
 * its volumes belong to whoever has the containers.
 *
 * @param known ids of what our state holds
 */
export function judge({ found }: Survey, owner: Owner, known: ReadonlySet<string>): Verdict {
  const of = (kind: Found["kind"]) => found.filter((thing) => thing.kind === kind);
  const strangers = of("container").filter(({ labelled, id }) => !labelled && !known.has(id));
  const containers = of("container").filter((thing) => !strangers.includes(thing));
  const isOurs = ({ owner: of, id }: Found) => (of ? of === owner.id : known.has(id));
  const otherContainers = containers.filter((thing) => !isOurs(thing));
  const someOther = otherContainers.length > 0;
  const someOurs = containers.length > 0 && !someOther;
  const foreignNetworks = of("network").filter((network) => {
    if (network.owner) return network.owner !== owner.id;
    const used = containers.some(({ networks }) => networks.includes(network.name));
    return someOther || !(known.has(network.id) || (someOurs && used));
  });
  const foreignVolumes = of("volume").filter(
    ({ owner: of }) => someOther || (!someOurs && of && of !== owner.id && !owner.took.includes(of)),
  );
  const foreign = [...otherContainers, ...foreignNetworks, ...foreignVolumes];
  const ours = found.filter((thing) => !foreign.includes(thing) && !strangers.includes(thing));
  const unclaimed = ours.filter(({ kind, owner: of }) => kind === "volume" && !of && !someOurs);
  return { ours, foreign, strangers, unclaimed };
}

/** Whether ids are needed to judge: only what has no owner is known by its id. */
export function needsIds({ found }: Survey): boolean {
  return found.some(({ kind, owner }) => kind !== "volume" && !owner);
}

/**
 * @throws Failure when somebody else's things have this stack's names, naming whose, and the ways on; when a container
 * of ours would need a name that is taken.
 */
export function refuseForeign(verdict: Verdict, owner: Owner, stack: string, command: string): void {
  const names = verdict.strangers.map(({ name }) => name);
  if (names.length > 0 && command === "up") {
    throw new Failure(
      `${names.join(", ")}: a name this stack needs, taken by a container it did not make. Nothing was touched. ` +
        `Rename it (docker rename ${names[0]} <name>) or remove it (docker rm ${names[0]}), then: ${on("npm run up", stack)}`,
    );
  }
  if (verdict.foreign.length === 0) return;
  // A volume tells who made it; who has it now, the containers tell.
  const running = verdict.foreign.filter(({ kind }) => kind !== "volume");
  const origins = [...new Set((running.length > 0 ? running : verdict.foreign).map(({ origin }) => origin))];
  const theirs = origins.map((origin) =>
    origin ? toldPlace(origin) : "not recorded: made by an earlier version of this program",
  );
  const other = `${stack}2`;
  throw new Failure(
    [
      `The stack ${stack} on this Docker engine belongs to another checkout or state. Nothing was touched.`,
      `  there       ${count(verdict.foreign)}`,
      `  belongs to  ${theirs.join(", ")}`,
      `  this one    ${owner.at ?? owner.origin}`,
      "Ways on:",
      "  - work with it from where it belongs: the folder, or the backend (PULUMI_BACKEND_URL, pulumi login), named above",
      "  - a stack of another name and with ports of its own beside it:",
      `      cp -n Pulumi.${stack}.yaml Pulumi.${other}.yaml   # then set grafanaPort and lokiPort in it`,
      `      npm run up -- --stack ${other}`,
      `  - take it over with its data, if nobody needs it there any more: ${on("npm run up", stack, "--take-over")}`,
      ...(command === "destroy"
        ? [
            `  - forget what this one's state knows of it: npm run pulumi -- stack rm --force --preserve-config --yes --stack ${stack}`,
          ]
        : []),
    ].join("\n"),
  );
}

/** Such as `2 containers, 1 network, 3 volumes with data`. */
export function count(things: Found[]): string {
  const words = {
    container: ["container", "containers"],
    network: ["network", "networks"],
    volume: ["volume with data", "volumes with data"],
  } as const;
  return (Object.keys(words) as Found["kind"][])
    .map((kind) => ({ kind, n: things.filter((thing) => thing.kind === kind).length }))
    .filter(({ n }) => n > 0)
    .map(({ kind, n }) => `${n} ${words[kind][n === 1 ? 0 : 1]}`)
    .join(", ");
}

/** A command with the stack it is meant for. */
function on(command: string, stack: string, flag?: string): string {
  const rest = [...(stack === "dev" ? [] : [`--stack ${stack}`]), ...(flag ? [flag] : [])];
  return rest.length > 0 ? `${command} -- ${rest.join(" ")}` : command;
}
