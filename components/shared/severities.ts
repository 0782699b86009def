/** How bad it is; a rule has one, a receiver takes those it names. */
export const severities = ["critical", "warning"] as const;
export type Severity = (typeof severities)[number];
