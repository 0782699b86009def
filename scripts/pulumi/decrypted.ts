/** JSON with what stands in it as secret, in secrets again, in its place. */
export function decrypted(text: string): unknown {
  return JSON.parse(text, (_, value: { plaintext?: unknown } | null) =>
    typeof value?.plaintext === "string" ? decrypted(value.plaintext) : value,
  );
}
