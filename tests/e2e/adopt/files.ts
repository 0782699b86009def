/**
 * The configuration files of the original design, word for word but for what a test must have of its own: where the web UI's
 * files are, what its container is called.
 */
export function originalFiles(logs: string, webui: string): Record<string, string> {
  return { "loki-config.yaml": loki, "promtail-config.yaml": promtail(logs, webui), ...grafana };
}

/** limits_config is ours: Loki 3 starts with an old schema only so; the 2.9 of the original design has no such key. */
const loki = `auth_enabled: false
server:
  http_listen_port: 3100
common:
  path_prefix: /loki
  storage:
    filesystem:
      chunks_directory: /loki/chunks
      rules_directory: /loki/rules
  replication_factor: 1
  ring:
    kvstore:
      store: inmemory
schema_config:
  configs:
    - from: 2020-10-24
      store: boltdb-shipper
      object_store: filesystem
      schema: v11
      index:
        prefix: index_
        period: 24h
ruler:
  alertmanager_url: http://localhost:9093
limits_config:
  allow_structured_metadata: false
`;

const promtail = (logs: string, webui: string) => `server:
  http_listen_port: 9080
positions:
  filename: /tmp/positions.yaml
clients:
  - url: http://loki:3100/loki/api/v1/push
scrape_configs:
  - job_name: deepchat-logs
    static_configs:
      - targets: [localhost]
        labels:
          job: deepchat-webui
          __path__: ${logs}/webui*.log  # DeepChat WebUI日志路径
  - job_name: ollama-logs
    static_configs:
      - targets: [localhost]
        labels:
          job: ollama-service
          __path__: ${logs}/elsewhere*.log  # Ollama服务日志路径
  - job_name: docker-logs
    docker_sd_configs:
      - host: unix:///var/run/docker.sock
        refresh_interval: 5s
    relabel_configs:
      - source_labels: ['__meta_docker_container_name']
        regex: '/${webui}.*'  # 自动采集DeepChat容器日志
        action: keep
      - source_labels: ['__meta_docker_container_name']
        target_label: 'job'
        replacement: 'deepchat-container'
`;

const grafana = {
  "grafana-datasources.yaml": `apiVersion: 1
datasources:
  - name: Loki
    type: loki
    access: proxy
    url: http://loki:3100
    isDefault: true
`,
  "grafana-dashboards.yaml": `apiVersion: 1
providers:
  - name: 'DeepChat Dashboards'
    orgId: 1
    folder: ''
    type: file
    disableDeletion: false
    updateIntervalSeconds: 10
    options:
      path: /var/lib/grafana/dashboards
`,
  "dashboards/provisioned.json": JSON.stringify({ uid: "from-file", title: "From a file", panels: [] }),
};
