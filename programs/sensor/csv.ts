/** How nvidia-smi spells that it does not know, `[GPU is lost]` too: in brackets or, for some fields, without. Never 0. */
const untold = /^(?:\[.*\]|N\/A|Not Supported|Not Found|Unknown Error|Insufficient Permissions|)$/i;

/** The values of a line; the last, a name, may hold commas. @returns undefined where there are too few */
export function values(line: string, count: number): string[] | undefined {
  const parts = line.split(/, ?/).map((part) => part.trim());
  if (parts.length < count) return undefined;
  return [...parts.slice(0, count - 1), parts.slice(count - 1).join(", ")];
}

/** A value that is told; undefined where it is not. */
export function told(value: string | undefined): string | undefined {
  const text = value?.trim() ?? "";
  return untold.test(text) ? undefined : text;
}

/** A number that is told, in its unit; negative ones and what is none are left out. */
export function amount(value: string | undefined, unit = 1, most = Infinity): number | undefined {
  const text = told(value)?.replace(/ ?(MiB|W|MHz|%|C)$/, "");
  if (text === undefined || !/^\d+(\.\d+)?$/.test(text)) return undefined;
  const number = Number(text) * unit;
  return number <= most ? number : undefined;
}
