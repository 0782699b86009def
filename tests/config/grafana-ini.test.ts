import { grafanaIni, ldapToml } from "../../components/config/grafana-ini";

const oauth = `
# our login
[auth.generic_oauth]
enabled = true
client_id = grafana
scopes = openid profile
`;

it("takes sections of grafana.ini and an ldap.toml", () => {
  expect(grafanaIni(oauth)).toBeUndefined();
  expect(grafanaIni("[users]\r\nviewers_can_edit=true\r\n")).toBeUndefined();
  expect(ldapToml('[[servers]]\nhost = "ldap.example.com"\n')).toBeUndefined();
});

it.each([
  ["enabled = true", "no section"],
  ["[auth.generic_oauth]\nenabled: true", "a line that is none"],
  ["[database]\ntype = mysql", "where the data are"],
  [`${oauth}[security]\nsecret_key = x`, "the key that encrypts them"],
  ["login.ini", "a file's name"],
])("refuses %j: %s", (value) => {
  expect(grafanaIni(value)).toContain("sections of grafana.ini, such as [auth.generic_oauth]");
});

it("refuses what is no ldap.toml", () => {
  expect(ldapToml("ldap.example.com")).toContain("[[servers]]");
});
