import { dockerLabels, type PhysicalNames } from "../../components/shared/naming";

/** Something in a Docker engine that has a name of this stack. */
export interface Found {
  kind: "container" | "network" | "volume";
  name: string;
  /** Docker's id; a volume's is its name. */
  id: string;
  /** Id of its owner; undefined: made by something else, or before owners were recorded. */
  owner?: string;
  /** Where its owner's state is. */
  origin?: string;
  /** Made by this program. */
  labelled: boolean;
  /** Networks a container is on. */
  networks: string[];
}

/** What an engine holds that has to do with one stack, and what of others could be in its way. */
export interface Survey {
  found: Found[];
  /** All networks of the engine. */
  networks: string[];
  /** TCP ports that containers publish on 127.0.0.1, or on every address of the host, with the container's name. */
  ports: { port: number; container: string }[];
}

/** Columns of the three lists a survey reads, each line a thing, tab between two columns. */
export const columns = {
  container: [
    ...["{{.ID}}", "{{.Names}}", label("stack"), label("owner"), label("origin")],
    ...["{{.Networks}}", "{{.Ports}}"],
  ].join("\t"),
  network: ["{{.ID}}", "{{.Name}}", label("stack"), label("owner"), label("origin")].join("\t"),
  volume: ["{{.Name}}", "{{.Name}}", label("stack"), label("owner"), label("origin")].join("\t"),
};

function label(name: keyof typeof dockerLabels): string {
  return `{{.Label "${dockerLabels[name]}"}}`;
}

/** Reads the three lists of an engine for a stack with these names, data volumes and containers by their whole names. */
export function survey(
  lists: Record<Found["kind"], string[]>,
  names: PhysicalNames,
  own: { containers: string[]; volumes: string[] },
): Survey {
  const rows = (kind: Found["kind"]) =>
    lists[kind].map((line) => {
      const [id = "", name = "", stack = "", owner = "", origin = "", networks = "", ports = ""] =
        line.split("\t");
      const ofStack = stack === names.prefix;
      const about = { owner: owner || undefined, origin: origin || undefined, labelled: ofStack };
      return { kind, name, id, ...about, networks: networks.split(",").filter(Boolean), ports };
    });
  const [containers, networks, volumes] = [rows("container"), rows("network"), rows("volume")];
  return {
    found: [
      ...containers.filter(({ name, labelled }) => labelled || own.containers.includes(name)),
      ...networks.filter(({ name }) => name === names.network),
      ...volumes.filter(({ name }) => own.volumes.includes(name)),
    ],
    networks: networks.map(({ name }) => name),
    ports: containers.flatMap(({ name, ports }) =>
      published(ports).map((port) => ({ port, container: name })),
    ),
  };
}

/** Those of 127.0.0.1 in Docker's own words, such as `127.0.0.1:3000->3000/tcp, 9000/tcp, 0.0.0.0:80->80/tcp`. */
function published(text: string): number[] {
  const found = [...text.matchAll(/(?:0\.0\.0\.0|127\.0\.0\.1):(\d+)(?:-(\d+))?->[\d-]+\/tcp/g)].flatMap(
    ([, first, last]) => {
      const start = Number(first);
      return Array.from({ length: Number(last ?? first) - start + 1 }, (_, i) => start + i);
    },
  );
  return [...new Set(found)];
}
