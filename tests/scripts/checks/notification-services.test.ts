import { spawn } from "node:child_process";
import type { AddressInfo } from "node:net";

import { SMTPServer } from "smtp-server";

import type { Smtp } from "../../../components/config/schema";
import { NotificationServices } from "../../../scripts/checks/notification-services";
import type { Docker } from "../../../scripts/engine/docker";
import { anyReceiver, receiver, rows } from "../../support/receivers";
import { secret, Server } from "../../support/service-server";

// curl here stands where it stands in Grafana's container.
const here = (calls: { command: string[]; input: string }[]): Pick<Docker, "exec"> => ({
  exec: (_, command, input = "") => {
    calls.push({ command, input });
    const [program = "", ...args] = command;
    const child = spawn(program, args);
    const result = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk: Buffer) => (result.stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (result.stderr += chunk.toString()));
    child.stdin.end(input);
    return new Promise((resolve) => child.once("close", (status) => resolve({ status, ...result })));
  },
});

let server: Server;

const calls: { command: string[]; input: string }[] = [];

beforeEach(async () => {
  calls.length = 0;
  server = await new Server().start();
});

afterEach(() => server.stop());

describe("asking the service itself", () => {
  const services = (smtp?: Smtp, limit = 20) => new NotificationServices(here(calls), smtp, limit);

  it.each(
    rows.flatMap(({ type, answers = [] }) =>
      answers.map(([body, expected]) => [type as "wecom", body, expected] as const),
    ),
  )("reads what %s says: %j", async (type, body, expected) => {
    server.answer = () => ({ body });
    const url = `${server.url}/hook?key=hidden`;
    const one = receiver(type, { url: secret(url) });
    expect(await services().ask(one, 'say "天\n气"')).toEqual(expected);
    expect(server.got[0]?.body).toContain('say \\"天\\n气\\"');
    // Nothing secret where a process list would show it.
    for (const { command } of calls) expect(command.join(" ")).not.toContain("hidden");
  });

  it("says that nobody answers, without the address", async () => {
    const one = receiver("wecom", { url: secret("http://127.0.0.1:9/?key=hidden") });
    const answer = await services().ask(one, "x");
    expect(answer?.ok).toBeUndefined();
    expect(answer?.said).toMatch(/Failed to connect|refused/i);
    expect(answer?.said).not.toContain("hidden");
  });

  it("leaves to Grafana what only Grafana can try", async () => {
    const url = { url: secret(server.url) };
    for (const one of [receiver("slack", url), receiver("dingtalk", url, { relay: "dingtalk-0" })])
      expect(await services().ask(one, "x")).toBeUndefined();
    expect(calls).toEqual([]);
  });

  it("asks a webhook nothing but where its address leads, without a message", async () => {
    const one = receiver("webhook", { url: secret(`${server.url}/hook?key=hidden`) });
    expect(await services().ask(one, "x")).toBeUndefined();
    expect(server.got.map(({ method, body }) => [method, body])).toEqual([["HEAD", ""]]);
    server.answer = () => ({ status: 302, body: "", location: "https://login.example.com/hidden?to=hook" });
    const redirect = "redirects to https://login.example.com (path hidden)";
    expect(await services().ask(one, "x")).toEqual({ said: redirect, redirect });
    // A POST stays a POST there.
    server.answer = () => ({ status: 308, body: "", location: "https://example.com/hook" });
    expect(await services().ask(one, "x")).toBeUndefined();
  });

  it.each([
    ["wecom", 301, "/login", "redirects to http://127.0.0.1"],
    ["dingtalk", 302, "https://sso.example.com/x", "redirects to https://sso.example.com (path hidden)"],
    ["dingtalk", 500, undefined, "HTTP 500, and none of the service's answers"],
    ["feishu", 404, undefined, "HTTP 404, and none of the service's answers"],
  ] as const)("says of %s that answers %i what it is", async (type, status, location, said) => {
    server.answer = () => ({ status, body: "<html>", location });
    const one = receiver(type, { url: secret(server.url) });
    expect(await services().ask(one, "x")).toEqual({
      ...{ ok: false, said: expect.stringContaining(said) as unknown },
    });
  });

  it("waits for one that hangs no longer than its time", async () => {
    server.answer = () => undefined;
    const one = receiver("wecom", { url: secret(server.url) });
    expect(await services(undefined, 1).ask(one, "x")).toEqual({
      said: "no answer within 1 s",
    });
  });

  it("logs in to the mail server, and tells what that says of a wrong password", async () => {
    const mail = new SMTPServer({
      disabledCommands: ["STARTTLS"],
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) =>
        password === "right" ? done(null, { user: username }) : done(new Error("no such login")),
    });
    await new Promise<void>((resolve) => mail.listen(0, "127.0.0.1", resolve));
    const host = `127.0.0.1:${(mail.server.address() as AddressInfo).port}`;
    const smtp = (password: string, tls: Smtp["tls"]): Smtp => ({
      ...{ host, from: "a@example.com", user: "ann", password: secret(password), tls },
    });
    const answer = (password: string, tls: Smtp["tls"] = "NoStartTLS") =>
      services(smtp(password, tls)).ask(anyReceiver("email"), "x");
    expect(await answer("right")).toEqual({ ok: true, said: "takes the login of ann" });
    expect(await answer("wrong")).toEqual({
      ok: false,
      said: expect.stringContaining("535 no such login") as unknown,
    });
    expect((await answer("right", "MandatoryStartTLS"))?.ok).toBe(false);
    await new Promise<void>((resolve) => mail.close(resolve));
  });
});
