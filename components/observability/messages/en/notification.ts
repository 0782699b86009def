/** Words of notifications; each becomes a template that assets/grafana/*.tmpl use. */
export const notification = {
  firing: "FIRING",
  resolved: "Resolved",
  noData: "NO DATA",
  error: "CANNOT CHECK",
  noDataMeaning: "The rule's query returned nothing, so nobody knows whether all is well.",
  errorMeaning: "The rule's query failed, so nobody knows whether all is well. Is Loki running?",
  value: "Value",
  host: "Host",
  since: "Since",
  until: "until",
  first: "First",
  dashboard: "Dashboard",
  explore: "Logs",
  silence: "Silence",
  runbook: "Runbook",
  more: "More alerts, not shown here",
  colon: ": ",
  test: {
    title: "TEST of the receivers",
    summary: "Test message {mark}: nothing is wrong, nothing to do",
  },
  heartbeat: {
    title: "Watchdog",
    summary: "Fires always: as long as its messages arrive, alerting works.",
  },
};
