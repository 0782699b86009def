import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { messages } from "../../components/observability/messages";
import { uids } from "../../components/shared/naming";
import { describeE2E } from "../support/engine";
import { pinned } from "../support/pins";
import { firing, type RuleKey, told } from "./faults/rows";
import { held, lost, taken, throttled, well } from "./gpu/cards";
import { GpuOllama } from "./gpu/ollama";
import { StandInImage } from "./gpu/stand-in";
import { Trainer } from "./gpu/trainer";
import { awake } from "./stand/awake";
import { Browser, hasBrowser } from "./stand/browser";
import { cannotRun } from "./stand/cannot-run";
import { healthy } from "./stand/docker";
import { Outward } from "./stand/outward";
import { Stand } from "./stand/stand";
import { until } from "./stand/until";

/**
 * The case the original design ends with, on a whole stack: a training job takes the GPU's memory, and chats suffer. A
 * program that prints like nvidia-smi stands in for the card; the rest, the sensor's container included, is what `up` makes.
 */
const missing = cannotRun();
const noBrowser = missing ?? hasBrowser();
const host = "e2e-host";

/** From what goes wrong to the message; by the words of the issue two and a half minutes. */
const limit = 150_000;

describeE2E("a host with a GPU", missing, () => {
  let stand: Stand;
  let image: StandInImage;
  let ollama: GpuOllama;
  let trainer: Trainer;
  let outward: Outward;
  const say = (state: Parameters<StandInImage["say"]>[1]) => image.say(stand.container("sensor"), state);
  const allWell = async () => {
    await say(well(ollama.pid));
    await ollama.fares("well");
  };

  beforeAll(async () => {
    stand = await Stand.create();
    ollama = new GpuOllama(stand.id);
    trainer = new Trainer(stand.id);
    image = new StandInImage(stand.id);
    const ollamaUrl = await ollama.start();
    image.build(well(ollama.pid));
    stand.configure({
      ...{ ollamaUrl, ollamaContainers: [`${ollama.name}$`], hangAfter: "1m" },
      // The stand-in runs in Node.js, too, and twice.
      ...{ gpu: "amd", sensorImage: image.name, sensorMemory: 256 },
    });
    const url = `http://host.docker.internal:${stand.receiver.httpPort}/webhook`;
    await stand.must("pulumi", "config", "set", "--secret", "webhookUrl", url);
    await stand.must("up");
    outward = new Outward(stand.prefix);
    await healthy(stand.container("sensor"));
    // What users get is what the web UI logs.
    ollama.asked(3000, ({ status, ms }) => stand.chat({ status, duration: ms }));
    await awake(stand, host);
  }, 480_000);
  afterAll(async () => {
    outward?.stop();
    ollama?.remove();
    trainer?.remove();
    await stand?.dispose();
    image?.remove();
  }, 120_000);

  /** Waits until a rule tells something, in whole messages. @returns the first, and after how many seconds */
  async function heard(rule: RuleKey, status: string, from: number, patience: number) {
    const said = await until(
      `${rule} ${status}`,
      () => told(stand).find((each) => each.at >= from && each.rule === rule && each.status === status),
      patience,
    );
    const seconds = (said.at - from) / 1000;
    console.log(`${rule} ${status} after ${seconds.toFixed(0)} s`);
    return stand.receiver.received.find(({ at }) => at === said.at)?.body ?? "";
  }

  /** Something goes wrong, is told, is repaired, is over; nothing else is told. */
  async function play(rule: RuleKey, goesWrong: () => Promise<void>, whileWrong: (body: string) => unknown) {
    const from = Date.now();
    await goesWrong();
    await whileWrong(await heard(rule, "firing", from, limit));
    const repaired = Date.now();
    await allWell();
    await heard(rule, "resolved", repaired, 300_000);
    expect(firing(stand, host, from)).toEqual([rule]);
  }

  it("is read as it is, without a word of alert", async () => {
    const [line] = await until("the card's line", async () => {
      const lines = await stand.loki('{job="probe"} |= `"probe":"gpu"`');
      return lines.length > 0 && lines;
    });
    expect(JSON.parse(line?.value ?? "")).toMatchObject({
      ...{ readable: 1, name: "RTX 3090", memory_used: 8_900 * 2 ** 20, held_others: 0 },
      held_ours: 8_900 * 2 ** 20,
    });
    expect(told(stand)).toEqual([]);
  }, 60_000);

  it("changes nothing at a second up and a refresh, with a sensor that runs", async () => {
    const { output } = await stand.must("up");
    expect(output).not.toMatch(/\b(created|updated|replaced|deleted)\b/);
    await stand.must("refresh");
    await (await stand.automation()).preview({ expectNoChanges: true, configFile: stand.configFile });
  }, 180_000);

  it("tells which container holds the card while a model does not load, and three clicks show it", async () => {
    const takeCard = async () => {
      trainer.start();
      await ollama.fares("slow");
      await say(held(ollama.pid, trainer.pid));
      await until(
        "slow answers",
        async () => (await stand.loki('{job="ollama-service"} |= `5.00 tokens`')).length > 1,
      );
      // The model was put out, and finds no room any more.
      await ollama.fares("full");
    };
    await play("gpuHeld", takeCard, async (body) => {
      expect(body).toContain(trainer.name);
      expect(body).toMatch(/9[78][.\d]*%/);
      if (!noBrowser) await clicks();
      trainer.remove();
    });
  }, 600_000);

  /** From the overview to who holds the card, as a person would go. */
  async function clicks(): Promise<void> {
    const root = `http://127.0.0.1:${stand.ports.grafana}/`;
    const browser = await Browser.open(root, await stand.adminPassword(), { width: 1440, height: 1800 });
    const pictures = process.env.SCREENSHOTS ?? fs.mkdtempSync(path.join(os.tmpdir(), "screenshots-"));
    try {
      await browser.visit(`d/${uids.dashboards.overview}`, path.join(pictures, "gpu-held-overview.png"));
      await browser.follow(messages.en.machine.tiles.held.title);
      const row = async () => (await browser.text(messages.en.machine.holders.title)).includes(trainer.name);
      await until("the row of who holds the card", row, 120_000);
      await browser.page.screenshot({ path: path.join(pictures, "gpu-held-machine.png") });
    } finally {
      await browser.close();
      if (!process.env.SCREENSHOTS) fs.rmSync(pictures, { recursive: true });
    }
  }

  it("tells of a card that falls off the bus, and not of what follows", async () => {
    const fallOff = async () => {
      await say(lost);
      await ollama.fares("lost");
    };
    await play("gpuFault", fallOff, (body) => expect(body).toContain(messages.en.machine.faults.lost));
  }, 600_000);

  it("tells of a card that heat slows down at work", async () => {
    const heatUp = async () => {
      await say(throttled(ollama.pid));
      await ollama.fares("slow");
    };
    await play("gpuThrottled", heatUp, (body) => expect(body).toContain("GPU 0"));
  }, 600_000);

  it("tells of an Ollama whose container lost its card", async () => {
    const lose = async () => {
      await say(taken);
      await ollama.fares("cpu");
      await ollama.restart();
    };
    await play("gpuMissing", lose, (body) => expect(body).toContain("without the GPU it had"));
  }, 600_000);

  // After all of the above, some ten minutes with dashboards, alerts and notifications.
  it("has asked no name server and spoken to nobody outside meanwhile", () => {
    expect(outward.packets).toBe(0);
    expect(outward.sees(pinned("probeImage"))).toBe(true);
  }, 60_000);
});
