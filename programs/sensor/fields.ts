/** What nvidia-smi is asked of a card; the name, which may hold anything, last. */
const all = [
  ...["index", "uuid", "driver_version", "pci.bus_id", "temperature.gpu", "temperature.memory"],
  ...["utilization.gpu", "utilization.memory", "memory.total", "memory.used", "memory.free"],
  ...["power.draw", "enforced.power.limit", "clocks.current.graphics", "pstate"],
  ...["clocks_event_reasons.active", "mig.mode.current", "ecc.errors.uncorrected.volatile.total"],
  ...["gpu_recovery_action", "name"],
] as const;

/** What every driver knows. */
const base = [
  ...["index", "uuid", "driver_version", "pci.bus_id", "temperature.gpu", "utilization.gpu"],
  ...["memory.total", "memory.used", "memory.free", "power.draw", "name"],
];

/** Spellings of older drivers. */
const older: Record<string, string> = { "clocks_event_reasons.active": "clocks_throttle_reasons.active" };

/** So many refused fields are left out one by one; then the base list is asked for. */
const most = 4;

/** Which fields are asked for: one that is unknown fails the whole query, and is replaced or left out. */
export class Fields {
  list: string[] = [...all];
  private refused = 0;

  /**
   * Takes note that nvidia-smi knows a field not.
   *
   * @param said its sentence
   * @returns whether another list is to be tried
   */
  refuse(said: string): boolean {
    const match = /(?:Field "([^"]*)" is )?not a valid field/i.exec(said);
    if (!match || this.list.length === base.length) return false;
    const [, field = ""] = match;
    this.refused++;
    const known = this.list.includes(field);
    const instead = older[field];
    if (!known || this.refused > most || base.includes(field)) this.list = [...base];
    else this.list = this.list.flatMap((each) => (each === field ? (instead ?? []) : each));
    return true;
  }
}
