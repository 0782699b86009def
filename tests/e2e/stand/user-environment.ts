import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

// The Automation API takes the CLI from this process's PATH, and the CLI Node.js.
process.env.PATH = [path.dirname(process.execPath), installed()].join(path.delimiter);

/** The environment of a user without a login anywhere, whose home that folder is. */
export function userEnvironment(home: string): NodeJS.ProcessEnv {
  const pulumiHome = path.join(home, ".pulumi");
  const plugins = path.join(os.homedir(), ".pulumi", "plugins");
  if (!fs.existsSync(pulumiHome)) {
    fs.mkdirSync(pulumiHome);
    if (fs.existsSync(plugins)) fs.symlinkSync(plugins, path.join(pulumiHome, "plugins"));
  }
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(PULUMI_|NODE_OPTIONS|npm_|JEST_)/.test(name),
  );
  return { ...Object.fromEntries(inherited), PATH: installed(), HOME: home, PULUMI_HOME: pulumiHome };
}

/** PATH as in a user's shell: npm adds the launchers of installed packages in front, the Pulumi CLI's among them. */
export function installed(): string {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  return folders.filter((folder) => !folder.includes("node_modules")).join(path.delimiter);
}
