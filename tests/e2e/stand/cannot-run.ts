import { spawnSync } from "node:child_process";
import * as fs from "node:fs";

import { hasEngine, type Missing } from "../../support/engine";
import { hasOllama } from "../fakes/ollama";
import { installed } from "./user-environment";

/** Why the end-to-end tests cannot run here, in one line; undefined when they can. */
export function cannotRun(): Missing {
  if (spawnSync("pulumi", ["version"], { env: { PATH: installed() } }).error)
    return "there is no pulumi command on PATH";
  try {
    fs.accessSync("/var/log", fs.constants.W_OK);
  } catch {
    return "/var/log is not writable, where the logs under test are written";
  }
  return hasEngine() ?? hasOllama();
}
