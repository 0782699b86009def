import fs from "node:fs";
import path from "node:path";

/** A graphics card in the kernel's files. Reading may wait for a card that hangs, so nothing here blocks. */
export class DrmCard {
  constructor(private readonly folder: string) {}

  /** @param name below the device, such as `mem_info_vram_used` */
  async read(name: string): Promise<string | undefined> {
    try {
      return (await fs.promises.readFile(path.join(this.folder, name), "utf8")).trim();
    } catch {
      return undefined;
    }
  }

  async number(name: string, unit = 1): Promise<number | undefined> {
    const text = await this.read(name);
    return text && /^\d+$/.test(text) ? Number(text) * unit : undefined;
  }

  /** Folder of its sensors, below the device. */
  async hwmon(): Promise<string> {
    const [first = "none"] = await fs.promises.readdir(path.join(this.folder, "hwmon")).catch(() => []);
    return `hwmon/${first}`;
  }

  /** PCI address, as far as the kernel's folder is named by it. */
  async bus(): Promise<string | undefined> {
    const real = await fs.promises.realpath(this.folder).catch(() => "");
    return /[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-9a-f]$/.exec(real)?.[0];
  }
}

/** Cards of a vendor, by the number the kernel gave them. @param vendor such as `0x1002` */
export async function drmCards(sys: string, vendor: string): Promise<DrmCard[]> {
  const folder = path.join(sys, "class/drm");
  const names = (await fs.promises.readdir(folder).catch(() => [])).filter((name) => /^card\d+$/.test(name));
  names.sort((a, b) => Number(a.slice(4)) - Number(b.slice(4)));
  const cards = names.map((name) => new DrmCard(path.join(folder, name, "device")));
  const vendors = await Promise.all(cards.map((card) => card.read("vendor")));
  return cards.filter((_, at) => vendors[at] === vendor);
}
