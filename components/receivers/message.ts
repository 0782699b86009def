/** The message a kind of receiver gets, and how it is kept short enough. */
export interface Message {
  /** Name of its template, without `deepchat.`. */
  template: string;
  /** File in assets/grafana that has it, without `.tmpl`; one of its own is there only when a receiver needs it. */
  file: string;
  /** What the service takes of a message, in bytes. */
  bytes: number;
  /** Alerts are added whole as long as all their texts and addresses stay below this many bytes. */
  budget: number;
  /** Name of the template of one alert, without `deepchat.alert.`. */
  alert: string;
  /** Template lines that add an alert's texts and addresses to `$used`; undefined: all of them. */
  measure?: string;
  /** What of a message the service counts against its limit, as Grafana puts it together; undefined: the template's text alone. */
  whole?: (title: string, text: string) => string;
}

/** Plain text, for those who set no limit of their own. */
export const plainText: Message = {
  ...{ template: "message", file: "messages", alert: "text" },
  ...{ bytes: 40_000, budget: 20_000 },
};

/** WeCom's Markdown, below its title. */
export const belowTitle = (title: string, text: string) => `# ${title}\n${text}\n`;

const everything = `{{ $used = printf "%s%v%v%s%s%250s" $used .Annotations .Labels .PanelURL .SilenceURL "" -}}`;

/** Template text that writes the alerts there is room for, firing ones first, and how many are left out. */
export function alertsWithin({ budget, alert, measure = everything }: Message): string {
  return `{{ $all := .Alerts }}{{ $used := "" }}{{ $shown := "" }}{{ $full := false -}}
{{ range $status := stringSlice "firing" "resolved" }}{{ range $all }}{{ if eq .Status $status -}}
${measure}
{{ if and $shown (gt (len $used) ${budget}) }}{{ $full = true }}{{ end -}}
{{ if not $full }}{{ $shown = printf "%s." $shown }}{{ template "deepchat.alert.${alert}" . }}{{ end -}}
{{ end }}{{ end }}{{ end -}}
{{ if $full }}{{ template "deepchat.word.more" }}{{ template "deepchat.word.colon" }}{{ len (slice $all (len $shown)) }}{{ end }}`;
}
