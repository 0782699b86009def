import { removeOld } from "./folders";
import { size } from "./meter";
import { Outcome } from "./outcome";
import { type Source, takeBackup, type Taken } from "./take";

/**
 * Takes a backup and tells of it; old ones go, and how it went is left where the probe sees it.
 *
 * @param to folder that gets it, beside others
 * @throws Failure when it cannot be had; nothing of it is left then
 */
export async function backUp(source: Source, to: string): Promise<Taken> {
  const { config, docker } = source;
  const started = Date.now();
  const outcome = new Outcome(config, docker);
  try {
    const taken = await takeBackup(source, to);
    const bytes = taken.manifest.parts.reduce((sum, part) => sum + part.size, 0);
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    console.log(`\nBackup of ${config.stack}: ${taken.folder} (${size(bytes)}, ${seconds} s)`);
    const old = removeOld(to, config.project, config.stack, config.backup.keep);
    if (old.length > 0) console.log(`Removed as backupKeep is ${config.backup.keep}: ${old.join(", ")}`);
    await outcome.good(taken.manifest.time);
    return taken;
  } catch (error) {
    await outcome.failed();
    throw error;
  }
}
