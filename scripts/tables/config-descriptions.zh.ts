/** What each configuration key means, in Chinese; the English stands in Pulumi.yaml. A test holds the two together. */
export const descriptions: Record<string, string> = {
  role: "all-in-one：全部运行在本机。agent：只运行采集器和探针，推送到 lokiUrl。",
  language: "仪表盘、告警与通知的语言：en 或 zh。",
  hostName: "标签 `host` 的值。留空：取 Docker 主机的名称（本机名，或 dockerHost 中的主机部分）。",
  dockerHost:
    "使用的 Docker 引擎，例如 ssh://user@gpu-box 或 tcp://...；留空：取 DOCKER_HOST，否则用本机的 socket。",

  lokiImage: "Loki 镜像。已测试：3.5，以及 3.6.5 至 3.7。",
  promtailImage: "Promtail 镜像。已测试：3.5，以及 3.6.9 至 3.6.11。",
  probeImage: "探针使用的镜像，须含 Node.js 22 或更高版本。",
  grafanaImage: "Grafana 镜像（OSS）。已测试：11.6 至 13。",

  lokiPort: "Loki 在主机 127.0.0.1 上的端口。",
  grafanaPort: "Grafana 在主机 127.0.0.1 上的端口。",
  grafanaUrl: "用户打开 Grafana 的地址（用于告警中的链接）。留空：`http://localhost:<grafanaPort>`。",
  grafanaAdminPassword: "机密。Grafana 用户 admin 的密码，至少 8 个字符。未设置：自动生成。",

  lokiMemory: "Loki 的内存上限，单位 MiB。",
  collectorMemory: "采集器的内存上限，单位 MiB。",
  probeMemory: "探针的内存上限，单位 MiB。",
  grafanaMemory: "Grafana 的内存上限，单位 MiB。",
  retention: "Loki 保留日志的时长，例如 72h 或 14d；至少 24h。",

  lokiUrl: "改用已有 Loki 时的基础 URL，此时不再启动自带的 Loki；role 为 agent 时必填。",
  lokiTenant: "lokiUrl 的租户（X-Scope-OrgID）。",
  lokiUsername: "lokiUrl 的 Basic auth 用户名。",
  lokiPassword: "机密。lokiUrl 的 Basic auth 密码。",

  webuiLogFiles: "WebUI 的日志文件，写成 /var/log 之下的通配路径；[] 表示没有。",
  ollamaLogFiles: "Ollama 的日志文件，写成 /var/log 之下的通配路径；[] 表示没有。",
  webuiContainers: "WebUI 容器的名称，写成从名称开头匹配的正则表达式；[] 表示没有。",
  ollamaContainers: "Ollama 容器的名称，写成从名称开头匹配的正则表达式；[] 表示没有。",
  ollamaUnits: "Ollama 的 systemd 单元，日志从 journal 读取；[] 表示没有。",

  ollamaUrl: "从主机上访问 Ollama 的地址，由探针探测。留空：不探测。",
  webuiUrl: "从主机上访问 WebUI 或其健康检查的地址。留空：不探测。",
  probeInterval: "探针两轮探测之间的间隔，5s 至 60s。",
  probeTimeout: "被探测的服务须在此时间内应答；须短于 probeInterval。",

  rulesOff: "不启用的告警规则，以处理手册的名称列出，例如 deepchat-model-reloads。",
  ollamaDownAfter: "Ollama 宕机：探测持续无应答达到此时长即告警，1m 至 1h。",
  webuiDownAfter: "DeepChat 宕机：对 WebUI 的探测持续无应答达到此时长即告警，1m 至 1h。",
  hangAfter: "Ollama 卡死：在此时长内，文本请求或金丝雀请求已结束，却没有生成任何内容，即告警，1m 至 2h。",
  errorThreshold: "WebUI 错误：errorWindow 内的 5xx 应答多于此数即告警。",
  errorWindow: "errorThreshold 以及被拒绝的请求、加载失败和进程崩溃的统计窗口，1m 至 1h。",
  errorShareThreshold: "错误占比：最近 15 分钟的请求（至少 20 个）中以 5xx 结束的百分比高于此值即告警。",
  latencyThreshold: "响应过慢：最近 15 分钟的请求（至少 10 个）的 P95 高于此值即告警，1s 至 1h。",
  queueFullThreshold: "队列已满：errorWindow 内 Ollama 以 503 拒绝的请求多于此数即告警。",
  reloadThreshold: "模型反复加载：15 分钟内的加载次数多于此数即告警。",
  speedThreshold: "生成变慢：每秒 token 数低于最近一天的这一百分比即告警。",
  blindAfter: "监控失明或单台主机失联：持续收不到探针日志达到此时长即告警，1m 至 1h。",
  sourceSilentAfter: "日志来源中断：可见探针请求的日志持续没有新行达到此时长即告警，2m 至 12h。",
  diskFreeThreshold: "Loki 磁盘将满：剩余百分比低于此值即告警。低于 10 时 Loki 拒绝写入。",

  emailTo: "接收告警的邮箱地址；需要设置 smtpHost。",
  smtpHost: "邮件服务器，格式为 host:port，例如 smtp.example.com:587。",
  smtpFrom: "发件人地址；设置了 smtpHost 时必填。",
  smtpUser: "邮件服务器的用户名。",
  smtpPassword: "机密。邮件服务器的密码。",
  smtpTls:
    "MandatoryStartTLS、OpportunisticStartTLS 或 NoStartTLS（465 端口的服务器无论如何设置，都从一开始就使用 TLS）。",
  wecomUrl: "机密。接收告警的企业微信群机器人 URL，包含其 key。",
  webhookUrl: "机密。以 POST 方式接收 JSON 告警的 URL。",
  alloyImage: "Alloy 镜像，配合 `collectorAgent: alloy` 使用。已测试：1.18。",
  microsecondDurations: "访问日志行尾的裸整数表示以微秒计的耗时（gunicorn 的 `%(D)s`）。",
  logHistory: "首次启动前就已存在的日志文件合计读取多少 MiB；更早的行不读，这样此刻的日志一分钟内就能查到。",
  logTimeZone:
    "日志文件中不带时区的时间按哪个时区理解，例如 Asia/Shanghai；留空则对明显不是此刻的行用主机的时区。",
  collectorAgent:
    "采集程序：`promtail`，或运行同一配置文件、仍在维护的 `alloy`（切换的代价见 docs/operations.zh.md）。",
  redactPatterns:
    "入库前还要去除的内容，用正则表达式描述；有括号分组时只替换分组匹配的部分，否则替换整个匹配。",
  redactEmails: "邮箱地址也一并去除。",
  probeNetwork:
    "探针加入的 Docker 网络，用于未发布端口的 Ollama；此时 ollamaUrl 与 webuiUrl 填容器名。留空：使用主机网络。",
  canaryModel:
    "每隔 canaryInterval 让该模型生成几个 token，以发现“能应答但不再生成”的 Ollama。会加载该模型。留空：关闭。",
  canaryInterval: "两次金丝雀请求的间隔，1m 至 24h。",
  canaryTimeout: "单次金丝雀请求的时限，含加载时间；须小于 canaryInterval。",
  receivers:
    "更多接收方，数量不限：对象列表，每个对象含 type（email、wecom、wecomApp、dingtalk、feishu、slack、telegram 或 webhook）和该类型的字段（见 docs/alerts.zh.md）；只接收部分告警时再加 severities。",
  chatRelay:
    "企业微信、钉钉与飞书机器人的消息经由本栈的中继发送：被拒收的消息记为投递失败，并遵守各服务的频率限制。false：由 Grafana 直接发送，任何应答都当作已送达。",
  timeZone: "通知中的时间与 quietHours 所用的时区，例如 Asia/Shanghai。",
  repeatCritical: "严重告警（critical）持续触发时再次通知的间隔，5m 至 30d。",
  repeatWarning: "警告（warning）持续触发时再次通知的间隔，5m 至 30d。",
  quietHours:
    "不通知的时段：对象列表，每个对象含 from 与 to（HH:MM），可选 days（monday 至 sunday）或 date（YYYY-MM-DD）、timeZone 与 severities（默认仅 warning）。",
  heartbeatUrl:
    "机密。只要告警在工作，每隔 heartbeatInterval 就向该 URL 发一次 POST，供外部的“失联开关”使用。",
  heartbeatInterval: "两次心跳的间隔，1m 至 24h。",
};
