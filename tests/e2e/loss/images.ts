import { pinned } from "../../support/pins";

/** The images a stack has by default. */
export const images = {
  loki: pinned("lokiImage"),
  promtail: pinned("promtailImage"),
  alloy: pinned("alloyImage"),
  proxy: pinned("proxyImage"),
  writer: pinned("probeImage"),
};
