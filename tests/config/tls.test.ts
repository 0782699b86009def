import { configWith } from "../support/config";
import { mistakes } from "../support/mistakes";

const files = { grafanaCertFile: "/etc/ssl/grafana/cert.pem", grafanaKeyFile: "/etc/ssl/grafana/key.pem" };

describe("a certificate for Grafana", () => {
  it("opens it at a port of its own, and links lead there", async () => {
    const { tls, grafana } = await configWith({ ...files, grafanaTlsPort: 443, hostName: "gpu-1" });
    expect(tls).toMatchObject({
      port: 443,
      certificate: files.grafanaCertFile,
      key: files.grafanaKeyFile,
    });
    expect(grafana?.rootUrl).toBe("https://gpu-1:443/");
  });

  it("leaves the address that somebody set", async () => {
    const { grafana } = await configWith({ ...files, grafanaUrl: "https://grafana.example.com" });
    expect(grafana?.rootUrl).toBe("https://grafana.example.com/");
  });

  it("is of no use to an agent, nor is there one unless it is set", async () => {
    expect((await configWith({})).tls).toBeUndefined();
    expect((await configWith({ ...files, role: "agent", lokiUrl: "http://loki:3100" })).tls).toBeUndefined();
  });

  it.each([
    [{ grafanaCertFile: files.grafanaCertFile }, "grafanaKeyFile is empty; allowed: a path"],
    [{ grafanaKeyFile: files.grafanaKeyFile }, "grafanaCertFile is empty; allowed: a path"],
    [
      { ...files, grafanaTlsPort: 3000, grafanaPort: 3000 },
      'grafanaTlsPort is "3000"; allowed: a port of its own',
    ],
    [{ ...files, grafanaKeyFile: "key.pem" }, 'grafanaKeyFile is "key.pem"; allowed: the absolute path'],
    [{ ...files, grafanaKeyFile: "/key.pem" }, 'grafanaKeyFile is "/key.pem"; allowed: the absolute path'],
    [{ ...files, grafanaKeyFile: "/a/../key.pem" }, "allowed: the absolute path of a file"],
  ])("is refused as %j", async (keys, sentence) => {
    expect(await mistakes(keys)).toContain(sentence);
  });
});
