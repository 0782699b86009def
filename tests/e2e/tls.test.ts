import * as fs from "node:fs";
import * as https from "node:https";
import * as os from "node:os";
import * as path from "node:path";

import { root } from "../../scripts/offline/project";
import { describeE2E } from "../support/engine";
import { cannotRun } from "./stand/cannot-run";
import { docker } from "./stand/docker";
import { freePorts } from "./stand/free-ports";
import { Stand } from "./stand/stand";
import { until } from "./stand/until";

const fixture = (name: string) => fs.readFileSync(path.join(root, "tests", "fixtures", "tls", name), "utf8");

/** Asks Grafana through TLS, trusting one certificate. */
function ask(port: number, ca: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const options = { port, host: "127.0.0.1", path: "/login", ca, checkServerIdentity: () => undefined };
    https
      .get({ ...options, agent: false }, (answer) => {
        answer.resume().on("end", () => resolve(answer.statusCode));
      })
      .on("error", reject);
  });
}

jest.setTimeout(180_000);

describeE2E("Grafana with a certificate", cannotRun(), () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "e2e-tls-"));
  const files = { certificate: path.join(folder, "cert.pem"), key: path.join(folder, "key.pem") };
  let stand: Stand;
  let port = 0;

  /** As certbot and its like do: another file of the same name. */
  const place = (name: string) => {
    for (const [to, from] of [
      [files.certificate, `${name}.crt`],
      [files.key, `${name}.key`],
    ] as const) {
      fs.writeFileSync(`${to}.new`, fixture(from), { mode: 0o600 });
      fs.renameSync(`${to}.new`, to);
    }
  };

  beforeAll(async () => {
    [port = 0] = await freePorts(1);
    stand = await Stand.create({
      ...{ grafanaCertFile: files.certificate, grafanaKeyFile: files.key, grafanaTlsPort: port },
    });
  });
  afterAll(async () => {
    await stand.dispose();
    fs.rmSync(folder, { recursive: true });
  });

  it("is refused before anything is made where a file is missing", async () => {
    const { code, output } = await stand.npm("up");
    expect(code).not.toBe(0);
    expect(output).toContain(`grafanaKeyFile is "${files.key}", and there is no such file on this machine.`);
    expect(docker("ps", "-aq", "--filter", `name=${stand.prefix}`).trim()).toBe("");
  });

  it("is opened encrypted on all addresses, in clear on the host's loopback alone, and its links lead there", async () => {
    place("localhost");
    const { output } = await stand.must("up");
    expect(output).toContain(`https://e2e-host:${port}/`);
    expect(await ask(port, fixture("localhost.crt"))).toBe(200);
    const published = docker("port", stand.container("tls")) + docker("port", stand.container("grafana"));
    expect(published).toContain(`0.0.0.0:${port}`);
    expect(published).toContain(`127.0.0.1:${stand.ports.grafana}`);
    expect(published).not.toContain(`0.0.0.0:${stand.ports.grafana}`);
  });

  it("keeps the key in its file", () => {
    const key = fixture("localhost.key").split("\n")[1] ?? "";
    const seen = docker("inspect", stand.container("tls"), stand.container("grafana"));
    expect(seen).not.toContain(key);
    const state = fs.readdirSync(path.join(stand.folder, ".pulumi-state"), { recursive: true }) as string[];
    for (const name of state.map((each) => path.join(stand.folder, ".pulumi-state", each)))
      if (fs.statSync(name).isFile()) expect(fs.readFileSync(name, "utf8").includes(key)).toBe(false);
  });

  it("uses a renewed certificate by itself", async () => {
    place("services");
    const renewed = () =>
      ask(port, fixture("services.crt")).then(
        (code) => code === 200,
        () => false,
      );
    await until("the renewed certificate", renewed, 60_000);
  });
});
