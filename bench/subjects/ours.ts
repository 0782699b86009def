import { pairSubject } from "./pair-subject";

export const ours = pairSubject("ours", "this stack's Loki and Promtail, as `up` starts them", "promtail");
