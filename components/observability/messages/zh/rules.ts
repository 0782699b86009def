import type { Messages } from "../en";
import { machineRules } from "./machine-rules";

export const rules: Messages["rules"] = {
  ollamaDown: {
    title: "Ollama 宕机",
    when: "{window}内探测全部没有应答",
    summary: "{host} 上的 Ollama 已宕机，对话无法进行",
    description: "{window} 内对 {host} 上 Ollama 的探测全部没有应答。",
    value: "{window} 内 0 次应答",
    firstStep: "`systemctl status ollama` 或 `docker ps -a`，然后查看其日志。",
  },
  webuiDown: {
    title: "DeepChat 宕机",
    when: "{window}内 WebUI 没有低于 500 的应答",
    summary: "{host} 上的 WebUI 已宕机，无人能够对话",
    description: "{window} 内对 {host} 上 WebUI 的探测没有得到任何低于 500 的应答。",
    value: "{window} 内 0 次应答",
    firstStep: "`docker ps -a`，然后查看 WebUI 的日志。",
  },
  serverDown: {
    title: "模型服务宕机",
    when: "{window}内对 `modelServers` 中某个服务的探测全部没有应答",
    summary: "{host} 上的模型服务 {server} 已宕机，其模型无法回答",
    description: "{window} 内对 {host} 上模型服务 {server} 的探测没有得到任何低于 500 的应答。",
    value: "{window} 内 0 次应答",
    firstStep: "`docker ps -a`，然后查看 {server} 的日志：模型放不下，还是 GPU 丢失？",
  },
  hang: {
    title: "Ollama 卡死",
    when: "{window}内请求或金丝雀请求已结束，却没有生成任何内容",
    summary: "{host} 上的 Ollama 有应答，却不再生成内容",
    description:
      "{window} 内 {host} 上有 {n} 个文本请求（或金丝雀请求）结束，却没有生成任何 token。Ollama 仍然应答探测。",
    value: "{window} 内 {n} 个请求，0 个回答",
    firstStep: "“机器”仪表盘：GPU 是否繁忙或已丢失（`ollama ps`、`nvidia-smi`）？重启 Ollama 通常有效。",
  },
  webuiErrors: {
    title: "WebUI 错误过多（5xx）",
    when: "{window}内 5xx 应答超过 {threshold} 个",
    summary: "{host} 上的 WebUI 正在返回错误",
    description:
      "{window} 内 {host} 上的 WebUI 有 {n} 个 5xx 应答，超过 {threshold} 个即为过多。Ollama 正常。",
    value: "{n} 个应答；阈值 {threshold}",
    firstStep: "WebUI 的错误日志：堆栈的最后一行就是原因。",
  },
  errorShare: {
    title: "错误占比过高",
    when: "最近{window}的请求有 {threshold}% 以上以 5xx 结束",
    summary: "{host} 上 WebUI 的应答有 {percent} 是错误",
    description: "最近 {window} 内 {host} 上的请求有 {percent} 以 5xx 结束。",
    value: "{percent}；阈值 {threshold}%",
    firstStep: "WebUI 的错误日志；再看“请求”仪表盘：是哪个路径？",
  },
  latency: {
    title: "响应过慢",
    when: "最近{window}请求的 P95 高于{threshold}",
    summary: "{host} 上的用户等待过久：P95 为 {time}",
    description: "最近 {window} 内 {host} 上 95% 的请求快于 {time}，其余更慢。",
    value: "{time}；阈值 {threshold}",
    firstStep: "“模型”仪表盘：每秒 token 数与 GPU 占比，然后看处理中的请求数。",
  },
  queueFull: {
    title: "队列已满",
    when: "{window}内 Ollama 以 503 拒绝的请求超过 {threshold} 个",
    summary: "{host} 上的 Ollama 队列已满，正在拒绝请求",
    description: "{window} 内 {host} 上有 {n} 个请求以 503 被拒绝。每一个都是收到错误的用户。",
    value: "拒绝 {n} 个；阈值 {threshold}",
    firstStep:
      "“模型”仪表盘：处理中的请求数。较多：调大 OLLAMA_NUM_PARALLEL 或增加 GPU。较少：有模型正在加载。",
  },
  loadFailed: {
    title: "模型加载失败",
    when: "有模型未能加载",
    summary: "{host} 上有模型未能加载",
    description: "{window} 内 {host} 上的 Ollama 有 {n} 次未能加载模型。使用该模型的对话会收到错误。",
    value: "加载失败 {n} 次；阈值 {threshold}",
    firstStep: "本告警对应的日志说明了原因：内存不足、文件损坏或格式未知。",
  },
  runnerDied: {
    title: "模型进程崩溃",
    when: "模型进程崩溃、内存耗尽或 GPU 丢失",
    summary: "{host} 上运行模型的进程崩溃",
    description:
      "{window} 内 {host} 上的模型进程崩溃、内存耗尽或 GPU 丢失共 {n} 次。回答中断；下一个请求到来时 Ollama 会重新启动进程，其他服务则须重新启动。",
    value: "崩溃 {n} 次；阈值 {threshold}",
    firstStep: "“机器”仪表盘：内核消息（是否内存不足？）与显存；或 `dmesg | tail`、`nvidia-smi`。",
  },
  modelReloads: {
    title: "模型反复加载",
    when: "{window}内加载超过 {threshold} 次",
    summary: "{host} 上的模型互相挤出内存",
    description: "{window} 内 {host} 上加载了 {n} 次模型。用户在等待加载，而不是等待回答。",
    value: "加载 {n} 次；阈值 {threshold}",
    firstStep: "`ollama ps`：这些模型能同时放下吗？参见 OLLAMA_MAX_LOADED_MODELS 与 OLLAMA_KEEP_ALIVE。",
  },
  restarts: {
    title: "模型服务反复重启",
    when: "{window}内 Ollama 或其他某个模型服务启动超过 {threshold} 次",
    summary: "{host} 上的 {server} 反复重启",
    description:
      "{window} 内 {host} 上的 {server} 启动了 {n} 次。它每次都会退出，等待回答的用户都得不到回答。",
    value: "启动 {n} 次；阈值 {threshold}",
    firstStep: "查看每次启动之前的日志，其中有退出原因；`systemctl status ollama` 或 `docker ps -a`。",
  },
  modelOnCpu: {
    title: "模型部分退到 CPU",
    when: "一天内曾全部在显存中的模型，现在只有一部分在",
    summary: "{host} 上的 {model} 部分退到了 CPU，因此变慢",
    description: "{host} 上的 {model} 只有 {percent} 在显存中，而最近一天内它曾全部在显存中。",
    value: "显存占比 {percent}；之前为 100%",
    firstStep: "“机器”仪表盘：谁占着显存（`nvidia-smi`）？然后用 `ollama stop` 停止该模型，使其重新加载。",
  },
  slowGeneration: {
    title: "生成变慢",
    when: "同一模型的每秒 token 数不到最近一天的 {threshold}%",
    summary: "{host} 上 Ollama 的生成速度只有昨日的 {percent}",
    description: "{host} 上最近 {window} 的每秒 token 数是最近一天均值的 {percent}，模型相同。",
    value: "{percent}；阈值 {threshold}%",
    firstStep: "“模型”仪表盘：GPU 占比。“机器”仪表盘：温度、降频、其他进程（`nvidia-smi`）。",
  },
  blind: {
    title: "监控失明",
    when: "{window}没有收到探针的日志",
    summary: "监控已收不到任何数据",
    description: "{window} 内没有收到探针的日志：探针、采集器或 Loki 未在工作，其他告警均不可信。",
    value: "{window} 内 0 行",
    firstStep: "`npm run verify`，然后 `npm run up`。",
  },
  sourceSilent: {
    title: "日志来源中断",
    when: "能看到探针请求的日志在{window}内没有新行",
    summary: "不再收到 {host} 上 {job} 的日志",
    description:
      "{host} 上的 {job} 不久前还有日志，而最近 {window} 一行也没有，尽管服务仍有应答。依赖它的告警与图表都已失明。",
    value: "{window} 内 0 行；之前每天 {n} 行",
    firstStep: "`npm run verify`：日志文件、容器或服务单元是否还叫这个名字？",
  },
  linesLost: {
    title: "日志丢失",
    when: "Loki 拒绝了日志，或采集器丢弃了日志",
    summary: "{host} 的日志被 Loki 拒绝",
    description: "{window} 内 Loki 拒绝了 {host} 的日志，或采集器丢弃了它们：共 {n} 行。",
    value: "{window} 内 {n}；阈值 0",
    firstStep: "本告警对应的日志给出了 Loki 的理由：过旧、过多、过长或没有空间。",
  },
  undelivered: {
    title: "通知未送达",
    when: "聊天服务拒收了消息，或通知反复发送失败；由其他接收方告知",
    summary: "{host} 的通知未送达：有接收方拒收或连不上",
    description:
      "{window} 内有 {n} 条通知{{ with $labels.receiver }}（{{ . }}）{{ end }}被拒收、被放弃，或多次尝试仍然失败。应当收到的人可能并不知道有告警。",
    value: "{window} 内 {n}；阈值 0",
    firstStep: "`npm run alert-test` 会指出是哪个接收方、原因和处理办法。",
  },
  diskFull: {
    title: "Loki 磁盘将满",
    when: "剩余不足 {threshold}%",
    summary: "{host} 上 Loki 的磁盘将满：剩余 {percent}",
    description: "{host} 上存放 Loki 数据卷的磁盘剩余 {percent}。低于 10% 时 Loki 拒绝写入。",
    value: "剩余 {percent}；阈值 {threshold}%",
    firstStep: "`df -h` 与 `docker system df`；然后调低 `retention`。",
  },
  backupOld: {
    title: "备份过旧或失败",
    when: "最近一次完整备份早于 `backupMaxAge`，或其后有备份失败",
    summary: "{host} 的最近一次完整备份已有 {time}，或其后有备份失败",
    description:
      "{host} 的最近一次完整备份已有 {time}：超过了 `backupMaxAge`，或其后 `npm run backup` 失败。",
    value: "已有 {time}",
    firstStep: "运行 `npm run backup`，它会说明是什么妨碍了备份。",
  },
  hostSilent: {
    title: "主机失联",
    when: "{window}没有收到某台主机探针的日志，其他主机正常",
    summary: "不再收到 {host} 的任何消息",
    description:
      "{window} 内没有收到 {host} 上探针的日志，而其他主机仍在上报。该主机、其网络或其采集端已停止工作。",
    value: "{window} 内 0 行",
    firstStep:
      "{host} 是否在运行，能否连到 Loki？在该主机上（NAME 为其栈名）：`npm run up -- --stack NAME`。",
  },
  ...machineRules,
};
