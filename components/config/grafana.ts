import * as checks from "../shared/checks";
import { grafanaIni, ldapToml } from "./grafana-ini";
import type { ConfigReader } from "./reader";
import type { GrafanaConfig } from "./schema";

/** What other keys say of Grafana. */
type Given = Pick<GrafanaConfig, "image" | "memory" | "port" | "language" | "smtp"> & {
  /** Where people open it unless `grafanaUrl` says otherwise. */
  address: string;
};

/** Reads the keys of Grafana itself. */
export function readGrafana(reader: ConfigReader, { address, ...given }: Given): GrafanaConfig {
  return {
    ...given,
    rootUrl: withSlash(reader.text("grafanaUrl", checks.baseUrl) || address),
    adminPassword: reader.secret("grafanaAdminPassword", checks.password),
    ini: reader.secret("grafanaIni", grafanaIni),
    ldap: reader.secret("grafanaLdap", ldapToml),
  };
}

function withSlash(url: string): string {
  return url.endsWith("/") ? url : `${url}/`;
}
