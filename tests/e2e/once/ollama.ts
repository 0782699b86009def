import type { TellingSite } from "./telling-site";
import { first, second, tells, worked } from "./told-requests";

const unit = "ollama.service";

/** Ollama in several places. */
export const ollamaCases: TellingSite[] = [
  {
    what: "Ollama in a container, its file and the journal",
    sources: { units: [unit] },
    files: ["ollama/ollama.log"],
    tell: async (on) => {
      const lines = [
        ...first.map(tells.gin),
        ...worked.map(tells.timing),
        ...worked.slice(0, 3).map(tells.loaded),
      ];
      on.append("ollama/ollama.log", lines);
      await Promise.all([on.container("ollama", lines), on.say(unit, lines)]);
    },
    lines: 3 * (first.length + worked.length + 3),
    side: "ollama",
    timings: 1,
  },
  {
    what: "two Ollamas with a file each",
    files: ["ollama/1.log", "ollama/2.log"],
    tell: (on) => {
      for (const [name, requests] of [
        ["ollama/1.log", first],
        ["ollama/2.log", second],
      ] as const) {
        const texts = requests.filter(({ status, path }) => status === 200 && path === "/chat");
        on.append(name, [
          ...requests.map(tells.gin),
          ...texts.map(tells.timing),
          ...texts.slice(0, 3).map(tells.loaded),
        ]);
      }
    },
    lines: 2 * (first.length + worked.length + 3),
    side: "ollama",
    times: 2,
    timings: 2,
  },
];
