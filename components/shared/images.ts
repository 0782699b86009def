import type { Check } from "./checks";

/** Parts of an image's name as Docker reads it: the first part is a registry only where it looks like a host. */
const host = /^(?:localhost|[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)+|[a-zA-Z0-9-]+(?=:\d))(?::\d+)?(?=\/|$)/;

/** A registry, and a path in it, that images are had from: no scheme, nothing that Docker would take for a path of its Hub. */
export const registry: Check = (value) =>
  host.test(value) && /^[^/]+(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/.test(value)
    ? undefined
    : "a registry's host, with a port and a path where it has them and without https://, such as registry.example.com/mirror";

/**
 * The name of an image in a registry of one's own; one that names a registry already is left alone. What Docker calls by one
 * word, such as node, is in its Hub under library/, and so it is in every mirror of that.
 *
 * @param registry such as `registry.example.com/mirror`; empty: Docker's usual one
 */
export function inRegistry(image: string, registry: string): string {
  if (!registry || image === "" || (image.includes("/") && host.test(image))) return image;
  return `${registry}/${image.includes("/") ? image : `library/${image}`}`;
}

/** What stands behind the name of an image, without its digest: a version, most of the time. */
export function tagOf(image: string): string {
  const [name = ""] = image.split("@");
  return name.slice(name.lastIndexOf(":") + 1);
}

/** Where Pulumi's plugins are had from: the CLI splits at commas and equals signs, and puts parts of the old address at `$`. */
export const pluginServer: Check = (value) => {
  const parsed = URL.parse(value);
  const plain = parsed && /^https?:$/.test(parsed.protocol) && !parsed.username && !parsed.password;
  return plain && parsed.hostname && !/[\s,=?#$]/.test(value)
    ? undefined
    : "an http:// or https:// URL without user, password, query, comma, = and $, such as https://files.example.com/pulumi";
};
