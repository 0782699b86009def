/** What each alert says. `{name}` is filled from the stack's settings, `{{ … }}` by Grafana at the moment of the alert. */
export const rules = {
  ollamaDown: {
    title: "Ollama down",
    summary: "Ollama on {{ $labels.host }} is down: chats cannot work",
    description:
      "No probe of Ollama on {{ $labels.host }} got an answer for {window}. First: `systemctl status ollama` or `docker ps -a`, then its log.",
  },
  webuiErrors: {
    title: "Web UI errors (5xx)",
    summary: "The web UI on {{ $labels.host }} answers with errors",
    description:
      "{{ $values.B.Value }} answers with 5xx within {window}; the threshold is {threshold}. First: is Ollama up? Then read the error lines of the web UI.",
  },
  blind: {
    title: "Monitoring blind",
    summary: "The monitoring sees nothing any more",
    description:
      "No line of the probe arrived for {window}: the probe, the collector or Loki is not working, so no other alert can be trusted. First: `npm run verify`, then `npm run up`.",
  },
};
