import * as checks from "../shared/checks";
import type { ConfigReader } from "./reader";
import type { ExternalLoki } from "./schema";

/** A Loki elsewhere; undefined: our own. */
export function externalLoki(reader: ConfigReader, role: "all-in-one" | "agent"): ExternalLoki | undefined {
  const url = reader.text("lokiUrl", checks.lokiUrl).replace(/\/+$/, "");
  const tenant = reader.text("lokiTenant");
  const username = reader.text("lokiUsername");
  const password = reader.secret("lokiPassword");
  if (role === "agent" && !url) {
    reader.conflict(
      "lokiUrl",
      [],
      "not set",
      "with role agent, the base URL of the Loki to push to, such as https://loki.example.com",
    );
  }
  if (!url && (tenant || username || password)) {
    reader.conflict(
      "lokiTenant, lokiUsername or lokiPassword",
      tenant || username ? [] : ["lokiPassword"],
      "set without lokiUrl",
      "only together with lokiUrl",
    );
  }
  if (Boolean(username) !== Boolean(password)) {
    reader.conflict(
      "lokiUsername",
      ["lokiPassword"],
      password ? "not set" : "set without lokiPassword",
      "both lokiUsername and lokiPassword, or neither",
    );
  }
  return url ? { url, tenant, username, password } : undefined;
}
