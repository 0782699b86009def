import { uids } from "../../components/shared/naming";
import type { Check } from "../command/findings";
import type { GrafanaApi } from "../grafana/api";

/** Whether Grafana answers, and takes the stack's password. */
export async function loginCheck(grafana: GrafanaApi): Promise<Check> {
  const status = await grafana.status("/api/user");
  const found = status === 200 ? "admin can log in" : status === 0 ? "nothing answers" : `HTTP ${status}`;
  const hint =
    status === 401
      ? "the password was changed inside Grafana: npm run up -- --reset-admin-password"
      : "npm run up";
  return { what: "Grafana", state: status === 200 ? "ok" : "failed", found, hint };
}

/** Whether Grafana reaches Loki. */
export async function datasourceCheck(grafana: GrafanaApi): Promise<Check> {
  const what = "datasource Loki";
  try {
    const health = await grafana.get<{ status: string; message: string }>(
      `/api/datasources/uid/${uids.datasource}/health`,
    );
    const state = health?.status === "OK" ? "ok" : "failed";
    return {
      what,
      state,
      found: health?.message ?? "missing",
      hint: "removed in Grafana? npm run refresh, then npm run up; else: docker logs of the Loki container",
    };
  } catch (error) {
    return { what, state: "failed", found: (error as Error).message, hint: "is Loki running? npm run up" };
  }
}
