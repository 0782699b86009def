import { pinned } from "../../support/pins";
import { docker, healthy } from "../stand/docker";
import { until } from "../stand/until";
import { firing, type Row, told } from "./rows";
import { type Later, own, pause, type Scene, stack, type Started } from "./scene";

/** A stack whose own parts stop. */
export async function ownParts(started: Started, later: Later): Promise<Scene> {
  const stand = await stack(started, later);
  const stop = (role: string, name: string): Row => ({
    name,
    host: own,
    fires: ["blind"],
    break: () => Promise.resolve(void docker("stop", "-t", "5", stand.container(role))),
    repair: () => Promise.resolve(void docker("start", stand.container(role))),
  });
  return {
    stand,
    rows: [
      stop("probe", "probe stopped"),
      stop("collector", "collector stopped"),
      stop("loki", "Loki stopped"),
      stop("proxy", "proxy stopped"),
    ],
  };
}

/** A stack whose receivers refuse, and whose Grafana restarts. */
export async function telling(started: Started, later: Later): Promise<Scene> {
  const mail = { emailTo: ["ops@example.com"], smtpFrom: "grafana@example.com", smtpTls: "NoStartTLS" };
  const stand = await stack(started, later, mail);
  const rows: Row[] = [
    {
      name: "receivers refuse for a minute, Ollama killed",
      host: own,
      fires: ["ollamaDown"],
      break: async () => {
        const from = Date.now();
        stand.receiver.status = 500;
        stand.ollama.signal("SIGKILL");
        const arrived = (accepted: boolean, path: string) => () =>
          stand.receiver.received.some(
            (message) => message.path === path && message.accepted === accepted && message.at > from,
          );
        for (const path of ["/webhook", "/mail"])
          await until(`a refused message at ${path}`, arrived(false, path), 180_000);
        await pause(60);
        stand.receiver.status = 200;
        for (const path of ["/webhook", "/mail"])
          await until(`the message at ${path}`, arrived(true, path), 180_000);
      },
      repair: () => stand.ollama.start(),
    },
    {
      name: "Grafana restarted while firing",
      host: own,
      fires: ["ollamaDown"],
      break: async () => {
        const from = Date.now();
        stand.ollama.signal("SIGKILL");
        const down = () => firing(stand, own, from).length > 0;
        await until("Ollama down", down, 180_000);
        const before = told(stand).length;
        docker("restart", stand.container("grafana"));
        await healthy(stand.container("grafana"));
        await pause(60); // nothing is to be said: neither "resolved" nor the same again
        const more = told(stand).slice(before);
        if (more.length > 0) throw new Error(`Grafana said after its restart: ${JSON.stringify(more)}`);
      },
      repair: () => stand.ollama.start(),
    },
  ];
  return { stand, rows };
}

/** A stack whose Loki has a disk of its own, a small one. */
export async function smallDisk(started: Started, later: Later): Promise<Scene> {
  const megabytes = 200;
  const size = `o=size=${megabytes}m,uid=10001,gid=10001`;
  const stand = await stack(started, later, { diskFreeThreshold: 15 }, (made) =>
    docker(
      ...["volume", "create", "--driver", "local", "--opt", "type=tmpfs", "--opt", "device=tmpfs"],
      ...["--opt", size, `${made.container("loki")}-data`],
    ),
  );
  const onDisk = (...command: string[]) =>
    docker("run", "--rm", "-v", `${stand.container("loki")}-data:/disk`, pinned("probeImage"), ...command);
  const fill = (free: number) => {
    const used = Number(onDisk("du", "-sm", "/disk").split(/\s/)[0]);
    const count = Math.round(megabytes * (1 - free)) - used;
    onDisk("dd", "if=/dev/zero", `of=/disk/fill-${free}`, "bs=1M", `count=${count}`);
  };
  const rows: Row[] = [
    {
      name: "Loki's disk nearly full",
      host: own,
      fires: ["diskFull"],
      break: () => Promise.resolve(fill(0.13)),
      repair: () => Promise.resolve(void onDisk("rm", "/disk/fill-0.13")),
    },
    {
      name: "Loki's disk full",
      host: own,
      fires: ["diskFull", "blind"],
      break: async () => {
        const from = Date.now();
        fill(0.13);
        const warned = () => firing(stand, own, from).includes("diskFull");
        await until("the warning", warned, 180_000);
        fill(0.02);
      },
      repair: () => Promise.resolve(void onDisk("sh", "-c", "rm /disk/fill-*")),
    },
  ];
  return { stand, rows };
}
