/** What a tar archive says of a file, folder or link. */
export interface Entry {
  /** Path below the volume; of a folder without a slash at its end. */
  name: string;
  kind: "file" | "folder" | "link";
  mode: number;
  uid: number;
  gid: number;
  /** Seconds since 1970. */
  mtime: number;
  /** Bytes that follow the header. */
  size: number;
  /** Where a link leads. */
  target?: string;
}

const BLOCK = 512;
/** More does not fit into eleven octal digits. */
const LARGEST = 8 ** 11;
const flags = { file: "0", folder: "5", link: "2" } as const;

/** An archive ends with two empty blocks. */
export const END = Buffer.alloc(2 * BLOCK);

/** What fills the last block of a file of that size. */
export function padding(size: number): Buffer {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
}

/** The header of an entry: ustar, with GNU's form for paths and sizes that ustar cannot say. Owners go by number alone. */
export function header(entry: Entry): Buffer {
  const name = entry.kind === "folder" ? `${entry.name}/` : entry.name;
  const long = [longer("L", name), longer("K", entry.target ?? "")];
  return Buffer.concat([...long, block(name, flags[entry.kind], entry)]);
}

/** GNU's entry before one whose path (`L`) or target (`K`) is longer than its field. */
function longer(flag: string, text: string): Buffer {
  const size = Buffer.byteLength(text) + 1;
  if (size <= 100) return Buffer.alloc(0);
  const about = { mode: 0, uid: 0, gid: 0, mtime: 0, size };
  return Buffer.concat([block("././@LongLink", flag, about), Buffer.from(`${text}\0`), padding(size)]);
}

function block(
  name: string,
  flag: string,
  {
    mode,
    uid,
    gid,
    mtime,
    size,
    target = "",
  }: Pick<Entry, "mode" | "uid" | "gid" | "mtime" | "size" | "target">,
): Buffer {
  const bytes = Buffer.alloc(BLOCK);
  bytes.write(name, 0, 100);
  octal(bytes, mode & 0o7777, 100, 8);
  octal(bytes, uid, 108, 8);
  octal(bytes, gid, 116, 8);
  if (size < LARGEST) octal(bytes, size, 124, 12);
  else {
    bytes.writeUInt8(0x80, 124);
    bytes.writeBigUInt64BE(BigInt(size), 128);
  }
  octal(bytes, Math.max(0, Math.floor(mtime)), 136, 12);
  bytes.write(" ".repeat(8), 148);
  bytes.write(flag, 156);
  bytes.write(target, 157, 100);
  bytes.write("ustar\0" + "00", 257);
  const sum = bytes.reduce((all, byte) => all + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return bytes;
}

function octal(bytes: Buffer, value: number, at: number, width: number): void {
  bytes.write(`${value.toString(8).padStart(width - 1, "0")}\0`, at);
}
