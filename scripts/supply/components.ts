import { tagOf } from "../../components/shared/images";
import type { PackageFile } from "./modules";

/** One part of a bill of materials, by CycloneDX. */
export interface Component {
  "bom-ref": string;
  type: string;
  name: string;
  version: string;
  purl: string;
  scope?: "required" | "optional";
  licenses?: ({ license: { id: string } } | { expression: string })[];
}

/** Licences of what our images are made for, by the path in their registry; an image's own system is not looked into. */
const imageLicenses: [path: RegExp, license: string][] = [
  [/(?:^|\/)grafana\/(?:grafana|loki|promtail)$/, "AGPL-3.0-only"],
  [/(?:^|\/)grafana\/alloy$/, "Apache-2.0"],
  [/(?:^|\/)wollomatic\/socket-proxy$/, "MIT"],
  [/(?:^|\/)node$/, "MIT"],
];

/** Modules whose own file says no licence that npm understands; what stands in their LICENSE file. */
const unsaid: Record<string, string> = { "@logdna/tail-file": "MIT" };

/** A module as npm lists it, with its licence where npm does not see it. */
export function moduleComponent(component: Component): Component {
  const id = unsaid[component.name];
  return component.licenses || !id ? component : { ...component, licenses: [{ license: { id } }] };
}

/** An image by its reference; a digest in it is part of its version. */
export function imageComponent(image: string, used: boolean): Component {
  const [named = "", digest] = image.split("@");
  const tag = tagOf(image);
  const path = named.slice(0, -tag.length - 1);
  const id = imageLicenses.find(([pattern]) => pattern.test(path))?.[1];
  return {
    "bom-ref": image,
    type: "container",
    name: path,
    version: tag,
    purl: `pkg:docker/${path}@${encodeURIComponent(digest ?? tag)}${digest ? `?tag=${tag}` : ""}`,
    scope: used ? "required" : "optional",
    ...(id ? { licenses: [{ license: { id } }] } : {}),
  };
}

/**
 * The Pulumi CLI and the plugins, which are downloaded when the first stack is made: of the versions their modules say.
 *
 * @param read a module's own file
 * @param dependencies names of the program's modules
 */
export function pluginComponents(
  read: (name: string) => PackageFile,
  dependencies: readonly string[],
): Component[] {
  const plugins = dependencies.map(read).filter(({ pulumi }) => pulumi?.resource);
  return [{ ...read("pulumi"), pulumi: undefined }, ...plugins].map(
    ({ license = "", repository = "", version, pulumi }) => {
      const url = typeof repository === "string" ? repository : repository.url;
      const project = /github\.com\/([^/]+\/[^/.]+)/.exec(url)?.[1] ?? "";
      const name = pulumi?.name ? `pulumi-resource-${pulumi.name}` : "pulumi";
      const of = pulumi?.version ?? version;
      return {
        "bom-ref": `${name}@${of}`,
        type: "application",
        name,
        version: of,
        purl: `pkg:github/${project}@v${of}`,
        scope: "required" as const,
        licenses: [{ license: { id: license } }],
      };
    },
  );
}

/** A component's licence in a word; empty where nobody says. */
export function licenseOf({ licenses = [] }: Component): string {
  return licenses.map((one) => ("license" in one ? one.license.id : one.expression)).join(" AND ");
}
