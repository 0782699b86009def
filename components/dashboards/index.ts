import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";

import { overview } from "./overview";
import { runbooks } from "./runbooks";
import type { DashboardContext } from "./style";

export type { DashboardContext };

/** All dashboards of a stack, built. */
export function dashboards(context: DashboardContext): Dashboard[] {
  return [overview(context), runbooks(context)].map((builder) => builder.build());
}
