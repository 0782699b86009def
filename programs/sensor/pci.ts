import fs from "node:fs";
import path from "node:path";

const NVIDIA = "0x10de";
/** Where a device's identity stands, one that is off the bus has all bits set. */
const NOBODY = 0xffffffff;

/**
 * NVIDIA's cards as the kernel's bus knows them, without a question to the driver, which wakes a card or waits for one that
 * hangs. None where there is no such bus (WSL2, Jetson).
 */
export class PciCards {
  private readonly folder: string;

  /** @param sys where the kernel's devices are */
  constructor(sys: string) {
    this.folder = path.join(sys, "bus/pci/devices");
  }

  /** PCI addresses of the cards that NVIDIA's driver has. */
  get all(): string[] {
    try {
      return fs.readdirSync(this.folder).filter((bus) => this.isCard(bus));
    } catch {
      return [];
    }
  }

  /** Whether a card fell off the bus. One that sleeps is not asked: that would wake it. */
  gone(bus: string): boolean {
    if (this.asleep(bus)) return false;
    try {
      const identity = Buffer.alloc(4);
      const file = fs.openSync(path.join(this.folder, bus, "config"), "r");
      const length = fs.readSync(file, identity, 0, 4, 0);
      fs.closeSync(file);
      return length === 4 && identity.readUInt32LE() === NOBODY;
    } catch {
      return false;
    }
  }

  /** Whether a card is switched off because nobody uses it. */
  asleep(bus: string): boolean {
    return this.read(bus, "power/runtime_status") === "suspended";
  }

  /** Whether a card falls asleep when nobody uses it, as laptops' do: it has slept since the machine was started. */
  sleeps(bus: string): boolean {
    return Number(this.read(bus, "power/runtime_suspended_time")) > 0;
  }

  private isCard(bus: string): boolean {
    if (this.read(bus, "vendor") !== NVIDIA || !this.read(bus, "class")?.startsWith("0x03")) return false;
    try {
      return path.basename(fs.readlinkSync(path.join(this.folder, bus, "driver"))) === "nvidia";
    } catch {
      return false;
    }
  }

  private read(bus: string, name: string): string | undefined {
    try {
      return fs.readFileSync(path.join(this.folder, bus, name), "utf8").trim();
    } catch {
      return undefined;
    }
  }
}
