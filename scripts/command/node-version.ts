/** The oldest Node.js that Pulumi's SDK and this program run on. */
const oldest = 22;

/**
 * What is wrong with the Node.js that runs this, in one sentence; undefined when nothing is. `npm ci` puts one of its own
 * in front of every script: this is for where there was none to be had.
 */
export function nodeProblem(version = process.versions.node): string | undefined {
  if (Number.parseInt(version, 10) >= oldest) return undefined;
  return (
    `Node.js ${version} runs this command, but ${oldest} or later is needed. On Linux \`npm ci\` brings one along (not with ` +
    `--omit=optional or --ignore-scripts): run it again; elsewhere install Node.js: https://nodejs.org/`
  );
}
