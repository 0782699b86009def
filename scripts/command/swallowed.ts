import { Failure } from "./fail";

/** Flags that npm has itself, too: what is said of them may be meant for npm. */
const npms = ["yes", "verbose", "json", "help"];

/**
 * Refuses to go on where npm took one of a command's flags for itself, because no `--` stood before it: `npm run destroy
 * --stack=prod` would act on `dev`, without a word. npm hands over what it takes as a variable.
 *
 * @param flags names of the command's flags
 * @throws Failure that says how to write it
 */
export function refuseSwallowed(name: string, flags: string[], environment = process.env): void {
  const taken = flags.flatMap((flag) => {
    const value = npms.includes(flag) ? undefined : environment[`npm_config_${flag.replaceAll("-", "_")}`];
    return value === undefined ? [] : [value === "true" ? `--${flag}` : `--${flag} ${value}`];
  });
  if (taken.length === 0) return;
  throw new Failure(
    `npm took ${taken.join(" and ")} for itself, since no \`--\` stands before it; nothing was done. ` +
      `Write: npm run ${name} -- ${taken.join(" ")}`,
    64,
  );
}
