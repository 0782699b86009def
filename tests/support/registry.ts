import { createHash } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";

const sha = (data: Buffer) => `sha256:${createHash("sha256").update(data).digest("hex")}`;

const types = {
  manifest: "application/vnd.docker.distribution.manifest.v2+json",
  config: "application/vnd.docker.container.image.v1+json",
  layer: "application/vnd.docker.image.rootfs.diff.tar",
};

/** A file in a tar archive, which is what a layer is. */
export function tar(name: string, text: string): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  const fields: [number, string][] = [
    [100, "0000644\0"],
    [108, "0000000\0"],
    [116, "0000000\0"],
    [124, `${Buffer.byteLength(text).toString(8).padStart(11, "0")}\0`],
    [136, "00000000000\0"],
    [148, "        "],
    [156, "0"],
    [257, "ustar\x0000"],
  ];
  for (const [at, value] of fields) header.write(value, at, "latin1");
  const sum = header.reduce((all, byte) => all + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  const body = Buffer.alloc(Math.ceil(Buffer.byteLength(text) / 512) * 512);
  body.write(text);
  return Buffer.concat([header, body, Buffer.alloc(1024)]);
}

/** A registry that speaks as far of the protocol as `docker pull` asks for, with images of one file. */
export class MadeRegistry {
  /** What was asked for, such as `GET /v2/name/manifests/tag`. */
  readonly asked: string[] = [];
  private readonly blobs = new Map<string, { type: string; data: Buffer }>();
  private readonly tags = new Map<string, string>();
  private readonly server = http.createServer((request, response) => this.answer(request, response));

  static async start(): Promise<MadeRegistry> {
    const registry = new MadeRegistry();
    await new Promise<void>((resolve) => registry.server.listen(0, "127.0.0.1", resolve));
    return registry;
  }

  /** As images name it. */
  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Puts an image under a name and a tag. @returns its digest */
  push(name: string, tag: string, text: string): string {
    const layer = this.keep(types.layer, tar("text", text));
    const config = {
      ...{ architecture: "amd64", os: "linux", config: { Cmd: ["/text"] } },
      rootfs: { type: "layers", diff_ids: [layer.digest] },
    };
    const manifest = {
      ...{ schemaVersion: 2, mediaType: types.manifest },
      config: this.keep(types.config, Buffer.from(JSON.stringify(config))),
      layers: [layer],
    };
    const { digest } = this.keep(types.manifest, Buffer.from(JSON.stringify(manifest)));
    this.tags.set(`${name}:${tag}`, digest);
    return digest;
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private keep(type: string, data: Buffer) {
    const digest = sha(data);
    this.blobs.set(digest, { type, data });
    return { mediaType: type, size: data.length, digest };
  }

  private answer({ method, url = "" }: http.IncomingMessage, response: http.ServerResponse): void {
    this.asked.push(`${method} ${url}`);
    const [, name, reference = ""] = /^\/v2\/(.+)\/(?:manifests|blobs)\/([^/]+)$/.exec(url) ?? [];
    const digest = reference.startsWith("sha256:") ? reference : this.tags.get(`${name}:${reference}`);
    const blob = digest === undefined ? undefined : this.blobs.get(digest);
    if (url === "/v2/") response.end("{}");
    else if (!blob || !digest) {
      const errors = [{ code: "MANIFEST_UNKNOWN", message: "manifest unknown" }];
      response.writeHead(404, { "content-type": "application/json" }).end(JSON.stringify({ errors }));
    } else {
      const { type, data } = blob;
      const headers = {
        "content-type": type,
        "content-length": data.length,
        "docker-content-digest": digest,
      };
      response.writeHead(200, headers).end(method === "HEAD" ? undefined : data);
    }
  }
}
