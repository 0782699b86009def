import { pluginServer } from "../../components/shared/images";
import { project } from "../settings/declaration";
import type { StackFiles } from "../settings/stack-files";

/**
 * What has the CLI get its plugins from the stack's own server, whoever publishes them; nothing where the user's own
 * variable says it.
 */
export function pluginVariables(
  files: Pick<StackFiles, "content">,
  environment: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const server = ownPluginServer(files);
  if (!server || environment.PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES) return {};
  return { PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES: `.*=${server}` };
}

/** The stack's own server of plugins; undefined: it has none, or one the CLI would die of before anybody could mend it. */
export function ownPluginServer(files: Pick<StackFiles, "content">): string | undefined {
  const server = files.content().config?.[`${project().name}:pluginServer`];
  const usable = typeof server === "string" && server !== "" && pluginServer(server) === undefined;
  return usable ? server.replace(/\/+$/, "") : undefined;
}
