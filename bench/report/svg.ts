/** The pieces a picture is made of; lengths are pixels. */

/** One line of text. */
export function text(
  x: number,
  y: number,
  words: string,
  look: { size?: number; anchor?: "start" | "end"; bold?: boolean; color?: string } = {},
): string {
  const { size = 13, anchor = "start", bold = false, color = "#222" } = look;
  const weight = bold ? ' font-weight="bold"' : "";
  return `<text x="${x}" y="${y}" font-size="${size}" text-anchor="${anchor}" fill="${color}"${weight}>${escaped(words)}</text>`;
}

export function bar(x: number, y: number, width: number, height: number, color: string): string {
  return `<rect x="${x}" y="${y}" width="${round(width)}" height="${height}" fill="${color}"/>`;
}

export function lineThrough(points: readonly [x: number, y: number][], color: string): string {
  const at = points.map(([x, y]) => `${round(x)},${round(y)}`);
  const dots = points.map(([x, y]) => `<circle cx="${round(x)}" cy="${round(y)}" r="3" fill="${color}"/>`);
  return `<polyline points="${at.join(" ")}" fill="none" stroke="${color}" stroke-width="2"/>${dots.join("")}`;
}

/** A whole picture, on white. */
export function picture(width: number, height: number, pieces: readonly string[]): string {
  const open = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif">`;
  return [open, bar(0, 0, width, height, "#fff"), ...pieces, "</svg>", ""].join("\n");
}

function escaped(words: string): string {
  return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

const round = (value: number) => Math.round(value * 10) / 10;
