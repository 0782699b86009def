import { pairSubject } from "./pair-subject";

export const oursAlloy = pairSubject("ours-alloy", "this stack with `collectorAgent: alloy`", "alloy");
