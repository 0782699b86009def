import { parse } from "yaml";

import { withoutPassword } from "../../components/shared/addresses";

/** A Loki outside the stack, and as whom it is asked, in clear. */
export interface LokiAccess {
  /** Base URL, without `/loki/api/v1/push`. */
  url: string;
  tenant: string;
  username: string;
  password: string;
}

/** Whether a Loki can keep what a stack writes. */
export type LokiVerdict =
  /** It can, as far as it tells; what it told. */
  | { state: "fit"; found: string }
  /** It cannot be asked, or does not tell: why. */
  | { state: "unknown"; found: string }
  /** It would refuse lines or lose their fields: why, and the ways out. */
  | { state: "unfit"; found: string; way: string };

/** One entry of Loki's `schema_config`. */
interface Period {
  from: string;
  store: string;
  schema: string;
}

/** What of Loki's own configuration matters here; what is false stands nowhere in it. */
interface LokiConfiguration {
  schema_config?: { configs?: Period[] };
  limits_config?: { allow_structured_metadata?: boolean };
}

/** Milliseconds that a question may take. */
const patience = 4000;
/** Since then a Loki takes structured metadata unless told otherwise. */
const oldest = 3;

const why =
  "a line's status, duration, model and events are its structured metadata, and the lines would be refused or lose them";
const others =
  "or push to another: a stack of its own with role all-in-one and no lokiUrl brings one that is set up for this";

/**
 * Asks a Loki, by nothing but reading, whether it can keep what a stack writes: its version, and where it shows it its
 * configuration.
 *
 * @param now milliseconds since 1970, which decides the entry of the schema that counts
 */
export async function lokiVerdict(access: LokiAccess, now = Date.now()): Promise<LokiVerdict> {
  const place = `Loki at ${withoutPassword(access.url)}`;
  const build = await ask(access, "/loki/api/v1/status/buildinfo");
  if (build.silent)
    return {
      state: "unknown",
      found: `${place} cannot be asked from this machine: ${build.silent}; the stack may reach it all the same`,
    };
  if (build.status !== 200 && build.status !== 404)
    return { state: "unknown", found: `${place} answers HTTP ${build.status}: ${meaning(build.status)}` };
  const version = versionOf(build.text);
  if (version && Number(version.split(".")[0]) < oldest)
    return {
      state: "unfit",
      found: `${place} is version ${version}; ${oldest}.0 or later is needed: ${why}`,
      way: `Update that Loki to ${oldest}.0 or later, with schema v13; ${others}`,
    };
  const shown = configuration((await ask(access, "/config")).text);
  const named = `${place}${version ? `, version ${version},` : ""}`;
  if (shown) return judge(named, shown, now);
  return version
    ? { state: "fit", found: `${named} does not show its configuration: its schema is not known` }
    : {
        state: "unknown",
        found: `${place} tells neither its version nor its configuration: so it may be no Loki`,
      };
}

function judge(named: string, { schema_config, limits_config }: LokiConfiguration, now: number): LokiVerdict {
  const period = (schema_config?.configs ?? [])
    .filter(({ from }) => !(Date.parse(from) > now))
    .sort((a, b) => Date.parse(a.from) - Date.parse(b.from))
    .at(-1);
  const [schema, store] = [period?.schema ?? "v13", period?.store ?? "tsdb"];
  if (Number(schema.replace(/^v/, "")) < 13 || store !== "tsdb") {
    const tomorrow = new Date(now + 86_400_000).toISOString().slice(0, 10);
    return {
      state: "unfit",
      found: `${named} writes with schema ${schema} and index ${store}, which have no structured metadata: ${why}`,
      way:
        `Add to its schema_config an entry {from: "${tomorrow}", store: tsdb, object_store: as before, schema: v13, index: {prefix: index_, period: 24h}} ` +
        `and, once that day has come, set limits_config.allow_structured_metadata: true there; ${others}`,
    };
  }
  if (limits_config?.allow_structured_metadata !== true)
    return {
      state: "unfit",
      found: `${named} does not allow structured metadata: ${why}`,
      way: `Set limits_config.allow_structured_metadata: true there; ${others}`,
    };
  return { state: "fit", found: `${named} has schema ${schema} and allows structured metadata` };
}

/** An answer: its status, and its text where that is 200; or why there is none. */
interface Answer {
  status: number;
  text: string;
  silent?: string;
}

async function ask(access: LokiAccess, path: string): Promise<Answer> {
  const { url, tenant, username, password } = access;
  const login = Buffer.from(`${username}:${password}`).toString("base64");
  try {
    const response = await fetch(`${url}${path}`, {
      headers: {
        ...(tenant ? { "x-scope-orgid": tenant } : {}),
        ...(username ? { authorization: `Basic ${login}` } : {}),
      },
      signal: AbortSignal.timeout(patience),
    });
    const { ok, status } = response;
    return { status: ok ? 200 : status, text: ok ? await response.text() : "" };
  } catch (error) {
    return { status: 0, text: "", silent: reason(error as Error) };
  }
}

function versionOf(text: string): string | undefined {
  try {
    const { version } = JSON.parse(text) as { version?: unknown };
    // Builds between releases call themselves otherwise.
    return typeof version === "string" ? /^v?(\d{1,2}\.\d+.*)$/.exec(version)?.[1] : undefined;
  } catch {
    return undefined;
  }
}

function configuration(text: string): LokiConfiguration | undefined {
  try {
    const read = parse(text) as LokiConfiguration | null;
    return read?.schema_config ? read : undefined;
  } catch {
    return undefined;
  }
}

function reason({ name, message, cause }: Error): string {
  if (name === "TimeoutError") return `no answer within ${patience / 1000} s`;
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  return code ?? message;
}

function meaning(status: number): string {
  if (status === 401) return "lokiUsername and lokiPassword, or lokiTenant, are missing or wrong";
  return status === 403 ? "this login may not ask it" : "it does not tell what it is";
}
