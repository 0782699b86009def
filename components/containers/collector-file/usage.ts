import { stringify } from "yaml";

import type { CollectorSettings, Identity } from "./settings";

/** Of a hash as much as keeps a million of them apart. */
const digits = 16;

/** A hash of a field with the stack's salt, in a template. */
const hashed = (field: string, salt: string) => `Sha2Hash "${salt}" .${field} | trunc ${digits}`;

/** Stages that make metadata of a field that tells who asked: as it is, or as a hash with the stack's salt. */
function identified(field: string, name: string, how: Identity, salt: string): object[] {
  const value = how === "plain" ? `.${field}` : hashed(field, salt);
  return [
    { template: { source: name, template: `{{ if and .form .${field} }}{{ ${value} }}{{ end }}` } },
    { structured_metadata: { [name]: null } },
  ];
}

/** Where addresses are hashed the line has the hash, too: else it would tell what the hash hides. */
function clientStages({ clients = "hashed", salt = "" }: CollectorSettings): object[] {
  const stages = identified("client_address", "client", clients, salt);
  if (clients === "plain") return stages;
  const template = `{{ if .client_address }}{{ replace .client_address (${hashed("client_address", salt)}) .Entry }}{{ else }}{{ .Entry }}{{ end }}`;
  return [
    ...stages,
    { template: { source: "hashed_line", template } },
    { output: { source: "hashed_line" } },
  ];
}

/** The address of who asked, in YAML. */
export function clientText(settings: CollectorSettings): string {
  const writes = settings.clients === "plain" ? "client, metadata" : "client, metadata, hashed_line, line";
  const reads = settings.clients === "plain" ? "form, client_address" : "form, client_address, line";
  return `# reads: ${reads}  writes: ${writes}\n# Whose request it is, by address. Metadata, never a label.\n${yaml(clientStages(settings))}`;
}

/** The name of who asked, in YAML. */
export function userText({ users = "hashed", salt = "" }: CollectorSettings): string {
  return `# reads: form, user_name  writes: user, metadata\n# Whose request it is, by name. Metadata, never a label.\n${yaml(identified("user_name", "user", users, salt))}`;
}

function yaml(stages: object[]): string {
  return stringify(stages, { lineWidth: 0 });
}
