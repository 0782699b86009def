import type { ContentConfig, LokiConfig } from "../../components/config/schema";
import { Loki, type LokiArgs } from "../../components/containers/loki";
import type { Common } from "../../components/containers/service";
import { GrafanaContent } from "../../components/observability/content";
import { exactly } from "../../components/shared/exactly";

declare const common: Common;
declare const loki: LokiConfig;
declare const content: ContentConfig;
declare const wider: LokiConfig & { retentionDays: number };
declare const poorer: Omit<LokiConfig, "port">;

/** Never called: the compiler is the test. `npm run lint` fails where it does not object any more. */
export function composition(): unknown[] {
  return [
    new Loki("loki", exactly({ ...common, ...loki })),
    // What a plain spread lets through.
    new Loki("loki", { ...common, ...wider }),
    // @ts-expect-error -- a setting in the call that Loki does not take
    new Loki("loki", exactly({ ...common, ...loki, host: "gpu-1" })),
    // @ts-expect-error -- a setting in its part of the configuration that Loki does not take
    new Loki("loki", exactly({ ...common, ...wider })),
    // @ts-expect-error -- another's part of the configuration
    new Loki("loki", exactly({ ...common, ...loki, ...content })),
    // @ts-expect-error -- one that is missing
    new Loki("loki", exactly({ ...common, ...poorer })),
    // @ts-expect-error -- one that is too much without a spread
    new GrafanaContent("content", exactly(Object.assign(content, { image: "grafana" }))),
  ];
}

it("hands on what it gets, as it is", () => {
  const args = { port: 1 } as LokiArgs;
  expect(exactly<LokiArgs, LokiArgs>(args)).toBe(args);
});
