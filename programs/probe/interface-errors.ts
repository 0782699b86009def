import path from "node:path";

import { Proc } from "../shared/proc";

/** The loopback, and what containers and virtual machines come and go with: packets dropped there tell of no network. */
const notCounted =
  /^(lo|veth.*|docker\d*|br-.*|virbr.*|vnet.*|tap.*|cni.*|podman\d*|cali.*|flannel.*|lxc.*|fwbr.*|fwpr.*|fwln.*)$/;

/** Packets that a machine's network lost or dropped, by the counters of its interfaces. */
export class InterfaceErrors {
  private last = new Map<string, number>();
  private looked = false;

  /** @param file such as /proc/net/dev; empty: never a figure */
  constructor(private readonly file: string) {}

  /** How many since the look before; undefined at the first, and where nothing can be read. */
  growth(): number | undefined {
    const { dir, base } = path.parse(this.file);
    const text = base ? new Proc(dir).read(base) : undefined;
    if (text === undefined) return undefined;
    const now = counters(text);
    const { last, looked } = this;
    this.last = now;
    this.looked = true;
    if (!looked) return undefined;
    let sum = 0;
    // One that is new brings what it counted before it was seen; one that was made anew begins at zero.
    for (const [name, count] of now) sum += Math.max(0, count - (last.get(name) ?? count));
    return sum;
  }
}

/** Errors and drops of each interface, received and sent. */
function counters(text: string): Map<string, number> {
  const found = new Map<string, number>();
  for (const [, name = "", rest = ""] of text.matchAll(/^\s*([^\s:|]+):(.*)$/gm)) {
    const [, , inErrors, inDrops, , , , , , , outErrors, outDrops] = rest.trim().split(/\s+/).map(Number);
    const sum = (inErrors ?? NaN) + (inDrops ?? NaN) + (outErrors ?? NaN) + (outDrops ?? NaN);
    if (Number.isFinite(sum) && !notCounted.test(name)) found.set(name, sum);
  }
  return found;
}
