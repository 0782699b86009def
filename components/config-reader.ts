import * as pulumi from "@pulumi/pulumi";

import * as duration from "./duration";

/** A rule a text has to obey: returns what is allowed when it does not. */
export type Check = (value: string) => string | undefined;

/** What the SDK exports for itself, without a type. */
const { isConfigSecret } = pulumi.runtime as unknown as { isConfigSecret: (key: string) => boolean };

/**
 * Reads stack config and collects every mistake instead of stopping at the first.
 * The defaults stand in Pulumi.yaml; a key without a value reads as empty.
 */
export class ConfigReader {
  private readonly config: pulumi.Config;
  private readonly problems: string[] = [];

  constructor(private readonly project: string) {
    this.config = new pulumi.Config(project);
  }

  /** Adds a mistake: which key, its value (never that of a secret), what is allowed. */
  problem(key: string, value: string, allowed: string): void {
    this.problems.push(`${key} is ${value}; allowed: ${allowed}.`);
  }

  /** Throws one error that lists all mistakes, if there are any. */
  finish(): void {
    if (this.problems.length === 0) return;
    const lines = this.problems.map((problem) => `  - ${problem}`).join("\n");
    throw new pulumi.RunError(
      `The configuration of this stack has ${this.problems.length} mistake(s):\n${lines}\n` +
        `Change a value with: npm run pulumi -- config set --stack ${pulumi.getStack()} <key> <value>   (README, Configuration)`,
    );
  }

  /** Reports keys of this project that Pulumi.yaml does not declare: a typo must not be ignored silently. */
  refuseUnknown(declared: readonly string[]): void {
    for (const name of Object.keys(pulumi.runtime.allConfig())) {
      const [namespace, key = ""] = name.split(/:(.*)/s);
      if (namespace === this.project && !declared.includes(key.split(/[.[]/)[0] ?? "")) {
        this.problem(key, "set", `only keys declared in Pulumi.yaml; remove it with config rm ${key}`);
      }
    }
  }

  /** A text; empty when not set. */
  text(key: string, check?: Check): string {
    const value = this.config.get(key) ?? "";
    this.verify(key, value, JSON.stringify(value), check);
    return value;
  }

  /** A text kept secret in state and in outputs; undefined when not set. Refused when it stands in the stack's file in clear. */
  secret(key: string, check?: Check): pulumi.Output<string> | undefined {
    const value = this.config.get(key);
    if (!value) return undefined;
    // Not declared `secret` in Pulumi.yaml: the CLI then demands a value, or a default that is encrypted.
    if (!isConfigSecret(`${this.project}:${key}`)) {
      this.inClear(key, `--secret ${key}`);
    }
    this.verify(key, value, "set (secret)", check);
    return this.config.getSecret(key);
  }

  /** One of a few words. */
  oneOf<T extends string>(key: string, allowed: readonly T[]): T {
    const value = this.config.get(key) ?? "";
    const found = allowed.find((word) => word === value);
    if (found === undefined) this.problem(key, JSON.stringify(value), allowed.join(", "));
    return found ?? (allowed[0] as T);
  }

  /** true or false. */
  boolean(key: string): boolean {
    return this.oneOf(key, ["false", "true"] as const) === "true";
  }

  /** A whole number within bounds, both included. */
  integer(key: string, min: number, max: number): number {
    const raw = this.config.get(key) ?? "";
    const value = /^-?\d+$/.test(raw) ? Number(raw) : NaN;
    if (!(value >= min && value <= max)) {
      this.problem(key, JSON.stringify(raw), `a whole number from ${min} to ${max}`);
      return min;
    }
    return value;
  }

  /** A duration such as `15s`, `5m`, `72h` or `14d`, in seconds, within bounds written the same way. */
  seconds(key: string, min: string, max: string): number {
    const raw = this.config.get(key) ?? "";
    const value = duration.toSeconds(raw);
    const low = duration.toSeconds(min) ?? 0;
    if (value === undefined || value < low || value > (duration.toSeconds(max) ?? Infinity)) {
      this.problem(key, JSON.stringify(raw), `a duration from ${min} to ${max}, such as 30s, 5m, 72h or 14d`);
      return low;
    }
    return value;
  }

  /** A list of texts; each is checked. */
  list(key: string, check?: Check): string[] {
    const raw = this.config.get(key) ?? "[]";
    let value: unknown;
    try {
      value = JSON.parse(raw);
    } catch {
      value = undefined;
    }
    if (!Array.isArray(value) || value.some((entry) => typeof entry !== "string")) {
      this.problem(key, JSON.stringify(raw), 'a list of texts, such as ["a", "b"]');
      return [];
    }
    const entries = value as string[];
    entries.forEach((entry, i) => this.verify(`${key}[${i}]`, entry, JSON.stringify(entry), check, true));
    return entries;
  }

  /** A list of objects; what is in them is the caller's to check. */
  entries(key: string): Record<string, unknown>[] {
    let value: unknown;
    try {
      value = JSON.parse(this.config.get(key) || "[]");
    } catch {
      value = undefined;
    }
    const isObject = (entry: unknown) => entry !== null && typeof entry === "object" && !Array.isArray(entry);
    if (Array.isArray(value) && value.every(isObject)) return value as Record<string, unknown>[];
    // Never shown: it may hold secrets.
    this.problem(key, "no list of objects", `entries set with config set --path '${key}[0].<field>' <value>`);
    return [];
  }

  /** A text from inside a list of objects, kept secret. The CLI marks a list secret as a whole, so only that can be seen here. */
  encrypted(list: string, key: string, value: string): pulumi.Output<string> {
    if (!isConfigSecret(`${this.project}:${list}`)) this.inClear(key, `--secret --path '${key}'`);
    return pulumi.secret(value);
  }

  private inClear(key: string, how: string): void {
    this.problem(key, "stored in clear text", `encrypted only; set it again with config set ${how}`);
  }

  private verify(key: string, value: string, shown: string, check?: Check, emptyToo = false): void {
    if (value === "" && !emptyToo) return;
    const allowed = check?.(value);
    if (allowed !== undefined) this.problem(key, shown, allowed);
  }
}
