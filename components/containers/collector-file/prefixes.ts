const re = String.raw;

/**
 * What docker compose and Swarm put before each line, and Docker Desktop's time before that; what kubectl and stern put
 * there for several pods. Without choices: each would be tried at every line.
 */
export const compose = re`(?:(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d )?\[?[A-Z]?[a-z0-9][A-Za-z0-9.]*(?:[-_@][\w.@-]* | {2}|\] ) *\|(?: |$)|\[pod/[\w./-]+\] |[a-z][a-z0-9-]*-[a-f0-9]{6,10}-[a-z0-9]{5} [a-z][a-z0-9-]* )`;

/** What syslog and journalctl put there, in any locale, with a host or without. */
export const syslog = re`\S{2,8} +\d{1,2} \d\d:\d\d:\d\d (?:\S+ [\w./@-]+(?:\[\d+\])?|[\w./@-]+\[\d+\]): `;

/** What vLLM puts there, or behind those: which of its processes writes. */
export const ofProcess = re`\([\w ,=.:]*pid=\d+[\w ,=.:]*\) `;
