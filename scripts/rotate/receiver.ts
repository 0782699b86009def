import { secretFields } from "../../components/receivers";
import { Failure } from "../command/fail";
import { here } from "../command/stack-name";
import { stackTree } from "../offline/project";
import { Pulumi } from "../pulumi/pulumi";
import { takeTurn } from "../pulumi/turn";
import { project } from "../settings/declaration";
import { newSecret } from "./new-secret";
import { ownCommand } from "./own-command";

/** Keys outside the list of receivers by which messages or logs go somewhere. */
const single = ["wecomUrl", "webhookUrl", "heartbeatUrl", "smtpPassword", "lokiPassword"];

/**
 * Gives one receiver another address or token and makes the stack use it.
 *
 * @param which its number in `receivers`, or a key of its own
 * @param field the one to change, where a receiver has several secrets
 */
export async function rotateReceiver(stack: string, which = "", field?: string): Promise<void> {
  const place = placeOf(stack, which, field);
  const value = await newSecret(`The new value of ${place}`);
  // Nobody waits for what somebody types. What follows shares it.
  await takeTurn(new Pulumi(stack), "rotate");
  const path = place.includes("[") ? ["--path"] : [];
  await ownCommand("pulumi", ["config", "set", "--secret", ...path, place, "--stack", stack], value);
  await ownCommand("up", ["--stack", stack]);
  console.log(
    here(
      `\n${place} is another one now. Take the old one back where it was made; npm run alert-test shows that the new one works.`,
      stack,
    ),
  );
}

/** @throws Failure naming what there is to choose from */
function placeOf(stack: string, which: string, field: string | undefined): string {
  const tree = stackTree(stack);
  const { name } = project();
  const set = (key: string) => tree[`${name}:${key}`] !== undefined;
  if (single.includes(which) && set(which)) return which;
  const list = tree[`${name}:receivers`];
  const receivers = Array.isArray(list) ? (list as (Record<string, unknown> | null)[]) : [];
  const receiver = /^\d+$/.test(which) ? receivers[Number(which)] : undefined;
  if (!receiver) {
    const known = [...receivers.map((one, i) => `${i} (${String(one?.type)})`), ...single.filter(set)];
    throw new Failure(
      `There is no receiver "${which}" in stack ${stack}; allowed: ${known.join(", ") || "none is set"}. Nothing was changed.`,
      64,
    );
  }
  const fields = secretFields(String(receiver.type)).filter((key) => receiver[key] !== undefined);
  const chosen = fields.length === 1 && field === undefined ? fields[0] : fields.find((key) => key === field);
  if (chosen === undefined)
    throw new Failure(
      fields.length === 0
        ? `receivers[${which}] (${String(receiver.type)}) has no secret. Nothing was changed.`
        : `receivers[${which}] (${String(receiver.type)}) has the secrets ${fields.join(", ")}: name one with --field. Nothing was changed.`,
      64,
    );
  return `receivers[${which}].${chosen}`;
}
