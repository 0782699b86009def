import { project } from "../../../scripts/offline/project";

/** The default of a key of the configuration, as text. */
export const setting = (key: string): string => String(project().config[key]?.default);

/** The images a stack has by default. */
export const images = {
  loki: setting("lokiImage"),
  promtail: setting("promtailImage"),
  alloy: setting("alloyImage"),
  proxy: setting("proxyImage"),
  writer: setting("probeImage"),
};
