/** Bits of NVML's reasons for lower clocks that mean harm; the others are idleness, settings and the power limit. */
const harmful: [number, string][] = [
  [0x40, "hw_thermal"],
  [0x20, "sw_thermal"],
  [0x80, "power_brake"],
];
/** The hardware slows down: one of those above says why, or nothing does. */
const hardware = 0x08;
const powerCap = 0x04;

/**
 * What slows a card down.
 *
 * @param mask as nvidia-smi prints it: `0x0000000000000004`
 * @returns undefined where it is none
 */
export function throttling(mask: string | undefined) {
  if (!mask || !/^0x[0-9a-f]{1,16}$/i.test(mask)) return undefined;
  // The known bits are low: those above the 31st would not survive as a number.
  const bits = Number.parseInt(mask.slice(-4).replace(/^.*x/i, ""), 16);
  const found = harmful.filter(([bit]) => bits & bit).map(([, name]) => name);
  const unexplained = bits & hardware && !(bits & 0xc0);
  const throttle = [...found, ...(unexplained ? ["hw_slowdown"] : [])].join(" ");
  return {
    throttle,
    throttled: throttle ? (1 as const) : (0 as const),
    power_capped: bits & powerCap ? (1 as const) : (0 as const),
  };
}
