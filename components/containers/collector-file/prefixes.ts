const re = String.raw;

/** What docker compose and Swarm put before each line, and Docker Desktop's time before that. */
export const compose = re`(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d )?\[?[A-Z]?[a-z0-9][\w.@-]*(?:[-_@][\w.]* +| {2,}|\] +)\| `;

/** What syslog and journalctl put there, in any locale, with a host or without. */
export const syslog = re`\S{2,8} +\d{1,2} \d\d:\d\d:\d\d (?:\S+ [\w./@-]+(?:\[\d+\])?|[\w./@-]+\[\d+\]): `;

/** What vLLM puts there: which of its processes writes. */
export const ofProcess = re`\([\w ,=.:]*pid=\d+[\w ,=.:]*\) `;
