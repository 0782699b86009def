import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

import { checked } from "./alive";
import { programFile } from "./programs";

export type SensorLine = { probe: string; [field: string]: unknown };

const running: Sensor[] = [];

/** The bundled sensor as a process, and what it wrote. */
export class Sensor {
  readonly lines: SensorLine[] = [];
  stderr = "";
  readonly exit: Promise<number | null>;
  private readonly env: Record<string, string>;
  private readonly child: ChildProcess;
  private readonly watchers = new Set<() => void>();

  constructor(env: Record<string, string>) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sensor-test-"));
    this.env = {
      SENSOR_INTERVAL: "150ms",
      HANG_AFTER: "2s",
      HEARTBEAT_FILE: path.join(folder, "beat"),
      ...env,
    };
    this.child = spawn(process.execPath, ["--jitless", programFile("sensor")], { env: this.env });
    let rest = "";
    this.child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      const parts = `${rest}${chunk}`.split("\n");
      rest = parts.pop() ?? "";
      this.lines.push(...parts.map((part) => JSON.parse(part) as SensorLine));
      for (const watcher of this.watchers) watcher();
    });
    this.child.stderr?.setEncoding("utf8").on("data", (chunk: string) => (this.stderr += chunk));
    this.exit = new Promise((resolve) => this.child.on("close", resolve));
    running.push(this);
  }

  /** The next line from now on of which this is true. */
  async next(probe: string, is: (line: SensorLine) => boolean = () => true): Promise<SensorLine> {
    const from = this.lines.length;
    let timer: NodeJS.Timeout | undefined;
    const found = () => this.lines.slice(from).find((line) => line.probe === probe && is(line));
    try {
      return await new Promise((resolve, reject) => {
        const watcher = () => {
          const line = found();
          if (line) resolve(line);
        };
        this.watchers.add(watcher);
        timer = setTimeout(() => {
          const last = this.lines.slice(-5).map((line) => JSON.stringify(line));
          reject(new Error(`no such line of ${probe}; last: ${last.join("\n")} ${this.stderr}`));
        }, 20_000);
      });
    } finally {
      clearTimeout(timer);
      this.watchers.clear();
    }
  }

  /** What its container's check of health says. */
  health(): { status: number | null; stdout: string } {
    return checked("sensor", 15, this.env);
  }

  stop(): void {
    this.child.kill("SIGKILL");
  }
}

export function stopSensors(): void {
  for (const sensor of running.splice(0)) sensor.stop();
}
