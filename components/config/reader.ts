import * as pulumi from "@pulumi/pulumi";

import type { Check } from "../shared/checks";
import { onStack } from "../shared/commands";
import * as duration from "../shared/duration";
import { inClear } from "./clear-text";
import type { Joint, Mistake } from "./error";
import { masked } from "./masked";
import { Mistakes } from "./mistakes";
import { unknownKeys } from "./unknown-keys";

/** What the SDK exports for itself, without a type. */
const { isConfigSecret } = pulumi.runtime as unknown as { isConfigSecret: (key: string) => boolean };

/**
 * Reads stack config and collects every mistake instead of stopping at the first.
 * The defaults stand in Pulumi.yaml; a key without a value reads as empty.
 */
export class ConfigReader {
  /** Keys that were asked for, set or not: the ones there are. */
  readonly keys = new Set<string>();
  private readonly config: pulumi.Config;
  private readonly mistakes = new Mistakes();

  constructor(private readonly project: string) {
    this.config = new pulumi.Config(project);
  }

  /** Adds a mistake: which key, its value (never that of a secret), what is allowed. */
  problem(key: string, value: string, allowed: string, more: Pick<Mistake, "kind" | "near"> = {}): void {
    this.mistakes.add({ key, found: value, allowed, ...more });
  }

  /**
   * Adds a mistake that only shows beside other keys.
   *
   * @param others keys whose values it was seen in: it is not told while one of them is wrong by itself, since what
   *   stands for a wrong value says nothing
   */
  conflict(key: string, others: readonly string[], value: string, allowed: string, joint?: Joint): void {
    this.mistakes.addConflict({ key, found: value, allowed, kind: "conflict", joint }, others);
  }

  /**
   * Throws one error that lists all mistakes, if there are any. Called when every key was asked for: what is set and was
   * not is one of them.
   */
  finish(): void {
    const stack = pulumi.getStack();
    this.mistakes.refuse(unknownKeys(this.project, this.keys, stack), stack);
  }

  /** A value as the user wrote it; never a secret. */
  written(key: string): string {
    if (isConfigSecret(`${this.project}:${key}`)) return "set (secret)";
    return JSON.stringify(this.config.get(key) ?? "");
  }

  private get(key: string): string | undefined {
    this.keys.add(key);
    return this.config.get(key);
  }

  /** A text; empty when not set. */
  text(key: string, check?: Check): string {
    const value = this.get(key) ?? "";
    this.verify(key, value, this.written(key), check);
    return value;
  }

  /** A text kept secret in state and in outputs; undefined when not set. Refused when it stands in the stack's file in clear. */
  secret(key: string, check?: Check): pulumi.Output<string> | undefined {
    const value = this.get(key);
    if (!value) return undefined;
    // Not declared `secret` in Pulumi.yaml: the CLI then demands a value, or a default that is encrypted.
    if (!isConfigSecret(`${this.project}:${key}`)) {
      this.inClear(key, `--secret ${key}`);
    }
    if (value !== masked) this.verify(key, value, "set (secret)", check);
    return this.config.getSecret(key);
  }

  /** One of a few words. */
  oneOf<T extends string>(key: string, allowed: readonly T[]): T {
    const value = this.get(key) ?? "";
    const found = allowed.find((word) => word === value);
    if (found === undefined) this.problem(key, this.written(key), allowed.join(", "));
    return found ?? (allowed[0] as T);
  }

  /** true or false. */
  boolean(key: string): boolean {
    return this.oneOf(key, ["false", "true"] as const) === "true";
  }

  /** A whole number within bounds, both included; 0 besides, where a text says what that means. */
  integer(key: string, min: number, max: number, zero = ""): number {
    const raw = this.get(key) ?? "";
    const value = /^-?\d+$/.test(raw) ? Number(raw) : NaN;
    if ((value >= min && value <= max) || (zero && value === 0)) return value;
    const besides = zero && `, or 0: ${zero}`;
    this.problem(key, this.written(key), `a whole number from ${min} to ${max}${besides}`);
    return min;
  }

  /** A duration such as `15s`, `5m`, `72h` or `14d`, in seconds, within bounds written the same way. */
  seconds(key: string, min: string, max: string): number {
    const raw = this.get(key) ?? "";
    const value = duration.toSeconds(raw);
    const low = duration.toSeconds(min) ?? 0;
    if (value === undefined || value < low || value > (duration.toSeconds(max) ?? Infinity)) {
      const high = duration.toSeconds(max) ?? Infinity;
      const examples = ["30s", "5m", "72h", "14d"].filter((text) => {
        const example = duration.toSeconds(text) ?? 0;
        return example >= low && example <= high;
      });
      const such = examples.length > 0 ? `, such as ${examples.join(" or ")}` : "";
      this.problem(key, this.written(key), `a duration from ${min} to ${max}${such}`);
      return low;
    }
    return value;
  }

  /** A list of texts; each is checked. */
  list(key: string, check?: Check): string[] {
    const raw = this.get(key) ?? "[]";
    let value: unknown;
    try {
      value = JSON.parse(raw);
    } catch {
      value = undefined;
    }
    if (!Array.isArray(value)) {
      this.problem(key, this.written(key), 'a list of texts, such as ["a", "b"]');
      return [];
    }
    const entries: unknown[] = value;
    const isText = (entry: unknown, i: number): entry is string => {
      if (typeof entry === "string") return true;
      const shown = JSON.stringify(entry);
      const such = typeof entry === "object" ? "" : `, such as "${shown}"`;
      this.problem(`${key}[${i}]`, entry === null ? "empty" : shown, `a text${such}`);
      return false;
    };
    return entries.filter((entry, i): entry is string => {
      if (!isText(entry, i)) return false;
      this.verify(`${key}[${i}]`, entry, JSON.stringify(entry), check, true);
      return true;
    });
  }

  /** A list of objects with their places; what is in them is the caller's to check. */
  entries(key: string): { entry: Record<string, unknown>; index: number }[] {
    let value: unknown;
    try {
      value = JSON.parse(this.get(key) || "[]");
    } catch {
      value = undefined;
    }
    // Never shown: it may hold secrets.
    const how = (index: number) =>
      `fields set with ${this.command(`config set --path '${key}[${index}].<field>' <value>`)}`;
    if (!Array.isArray(value)) {
      this.problem(key, "not a list of objects", how(0));
      return [];
    }
    return (value as unknown[]).flatMap((entry, index) => {
      if (entry !== null && typeof entry === "object" && !Array.isArray(entry))
        return [{ entry: entry as Record<string, unknown>, index }];
      const colon =
        typeof entry === "string" && entry.includes("：") ? "one text with a ：" : "not an object";
      this.problem(`${key}[${index}]`, entry === null ? "empty" : colon, how(index));
      return [];
    });
  }

  /** Refuses a secret inside a list that stands there in clear. The CLI marks a list secret as a whole: no more can be seen here. */
  refuseClear(place: string): void {
    const [list = ""] = place.split("[");
    if (!isConfigSecret(`${this.project}:${list}`)) this.inClear(place, `--secret --path '${place}'`);
  }

  private inClear(key: string, how: string): void {
    this.mistakes.add(inClear(key, how, pulumi.getStack()));
  }

  private command(text: string): string {
    return onStack(`npm run pulumi -- ${text}`, pulumi.getStack(), undefined);
  }

  private verify(key: string, value: string, shown: string, check?: Check, emptyToo = false): void {
    if (value === "" && !emptyToo) return;
    const allowed = check?.(value);
    if (allowed !== undefined) this.problem(key, shown, allowed);
  }
}
