import type { Check } from "../shared/checks";

/** Sections of grafana.ini that are the stack's own: with other values its data, links or alerts would be gone. */
const own = ["paths", "database", "server", "unified_alerting", "security", "smtp"];

/** Sections of grafana.ini, such as those of a login by OpenID Connect. */
export const grafanaIni: Check = (value) => {
  const lines = value.split(/\r?\n/).map((line) => line.trim());
  const written = lines.filter((line) => line !== "" && !/^[#;]/.test(line));
  const sections = written.flatMap((line) => /^\[([\w.-]+)\]$/.exec(line)?.[1] ?? []);
  const wellFormed = written.every((line) => /^\[[\w.-]+\]$/.test(line) || /^\w[\w.-]*\s*=/.test(line));
  return sections.length > 0 &&
    /^\[/.test(written[0] ?? "") &&
    wellFormed &&
    !sections.some((each) => own.includes(each))
    ? undefined
    : `sections of grafana.ini, such as [auth.generic_oauth] with lines name = value; not ${own.join(", ")}, which the stack sets itself`;
};

/** What Grafana asks of an LDAP server, as its documentation writes it. */
export const ldapToml: Check = (value) =>
  /^\s*\[\[servers\]\]/m.test(value) && /^\s*host\s*=/m.test(value)
    ? undefined
    : "Grafana's ldap.toml, with [[servers]] and host";
