import fs from "node:fs";
import os from "node:os";
import path from "node:path";

interface Device {
  vendor?: string;
  class?: string;
  /** @default "nvidia" */
  driver?: string;
  status?: "active" | "suspended";
  /** Milliseconds that it has slept so far. */
  slept?: number;
  /** It fell off the bus. */
  gone?: boolean;
}

/** A folder like /sys, with devices on its PCI bus; they can be changed while somebody reads. */
export class MadePci {
  readonly sys = fs.mkdtempSync(path.join(os.tmpdir(), "sensor-pci-"));

  /** @param devices by PCI address */
  constructor(devices: Record<string, Device>) {
    for (const [bus, device] of Object.entries(devices)) this.set(bus, device);
  }

  set(bus: string, device: Device): void {
    const { driver = "nvidia", status = "active", slept = 0, gone = false } = device;
    const folder = path.join(this.sys, "bus/pci/devices", bus);
    fs.mkdirSync(path.join(folder, "power"), { recursive: true });
    const files = {
      vendor: device.vendor ?? "0x10de",
      class: device.class ?? "0x030000",
      "power/runtime_status": status,
      "power/runtime_suspended_time": String(slept),
    };
    for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), `${text}\n`);
    fs.writeFileSync(path.join(folder, "config"), Buffer.from(gone ? "ffffffff" : "de100422", "hex"));
    fs.rmSync(path.join(folder, "driver"), { force: true });
    fs.symlinkSync(`../../drivers/${driver}`, path.join(folder, "driver"));
  }
}
