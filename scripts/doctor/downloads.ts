import { grouped } from "../../components/shared/grouped";
import type { Diagnosis } from "./diagnosis";
import type { EngineFacts } from "./engine-facts";
import type { Answer, Machine } from "./machine";
import { type Plugin, pulumiServer } from "./plugins";

/** Milliseconds that a server may take. */
const patience = 4000;

/** What is not on this machine, and will be got by `up`. */
export interface Missing {
  images: { image: string; keys: string[] }[];
  plugins: Plugin[];
  /** Whether the Pulumi CLI is. */
  cli: boolean;
}

/** An answer of a server outside, whose clock is another's. */
export interface Outside {
  name: string;
  said: number;
  at: number;
}

/**
 * Whether what is missing can be had; nothing is asked where nothing is.
 *
 * @param facts of the engine, which pulls images through a proxy of its own
 * @param local whether the engine is this machine's: of another, only it can tell
 */
export async function downloads(
  machine: Machine,
  missing: Missing,
  facts: EngineFacts | undefined,
  local: boolean,
): Promise<{ found: Diagnosis[]; outside: Outside[] }> {
  const outside: Outside[] = [];
  const ask = async (url: string, proxy: string): Promise<string | undefined> => {
    const behind = proxy ? URL.parse(proxy) : null;
    if (behind) {
      const port = Number(behind.port || (behind.protocol === "https:" ? 443 : 80));
      const problem = await machine.connect(behind.hostname, port, patience);
      return problem && `its proxy ${behind.hostname}, port ${port}: ${problem}`;
    }
    const answer: Answer = await machine.ask(url, "GET", patience);
    if (answer.time !== undefined)
      outside.push({ name: new URL(url).hostname, said: answer.time, at: machine.now() });
    return answer.error;
  };
  const registries = grouped(missing.images, ({ image }) => registryOf(image, facts?.mirrors ?? []));
  const servers = grouped(missing.plugins, ({ server }) => server);
  const own = machine.proxy();
  const found = await Promise.all([
    ...registries.map(async ([registry, images]): Promise<Diagnosis> => {
      const what = `registry ${new URL(registry).host}`;
      const names = images.map(({ image }) => image).join(", ");
      if (!local)
        return {
          what,
          state: "note",
          found: `to be pulled by the engine's machine, which was not asked: ${names}`,
        };
      const problem = await ask(`${registry}/v2/`, facts?.proxy ?? "");
      if (!problem) return { what, state: "ok", found: `answers; to be pulled: ${names}` };
      const keys = [...new Set(images.flatMap((image) => image.keys))].join(", ");
      return {
        ...{ what, state: "failed", found: `offline: ${problem}; not on this host: ${names}` },
        hint: `bring them along (docker save elsewhere, docker load here), or name a mirror's: ${keys} (docs/hosts.md)`,
      };
    }),
    ...servers.map(async ([server, plugins]): Promise<Diagnosis> => {
      const what = `plugins of ${new URL(server).host}`;
      const names = plugins.map(({ name, version }) => `${name} ${version}`).join(", ");
      const problem = await ask(server, own);
      if (!problem) return { what, state: "ok", found: `answers; to be downloaded: ${names}` };
      return {
        ...{ what, state: "failed", found: `offline: ${problem}; not on this host: ${names}` },
        hint: "bring them along: npm run pulumi -- plugin install resource <name> <version> --file <archive> (docs/hosts.md)",
      };
    }),
    ...(missing.cli ? [ask(pulumiServer, own).then(cli)] : []),
  ]);
  return { found, outside };
}

function cli(problem: string | undefined): Diagnosis {
  const what = "Pulumi CLI";
  if (!problem) return { what, state: "ok", found: "not on this machine; npm run up downloads it" };
  return {
    ...{ what, state: "failed", found: `offline: ${problem}; neither on PATH nor downloaded before` },
    hint: "unpack its archive into a folder on PATH (https://www.pulumi.com/docs/install/); npm run render works without it",
  };
}

/** Who an image is pulled from: what stands before its first slash, if that looks like a machine; else Docker Hub or its mirror. */
function registryOf(image: string, mirrors: string[]): string {
  const [first = "", ...rest] = image.split("/");
  const host = rest.length > 0 && /[.:]|^localhost$/.test(first) ? first : undefined;
  if (host && host !== "docker.io") return `https://${host}`;
  return (mirrors[0] ?? "https://registry-1.docker.io").replace(/\/+$/, "");
}
