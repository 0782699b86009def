import type { machineRules as english } from "../en/machine-rules";

/** Until a disk is full, where it fills: the rule says 9999 hours where it does not. */
const hoursLeft =
  '{{ or (and (lt (index $values "B").Value 9999.0) (printf "%.1f h" (index $values "B").Value)) "> {hours} h" }}';

type Texts<T> = { [K in keyof T]: { [F in keyof T[K]]: string } };

export const machineRules: Texts<typeof english> = {
  gpuHeld: {
    title: "显存被其他程序占用",
    when: "其他程序占用某张 GPU 至少 {threshold}% 的显存，同时有模型加载失败、部分退到 CPU 或卡死；告警指出容器或进程",
    summary: '{host} 的 GPU {gpu}：显存被 {{ or $labels.holder "?" }} 占用，对话受影响',
    description:
      "{host} 上 GPU {gpu} 的显存有 {percent} 被本服务以外的程序占用{{ with $labels.holder }}，占用最多的是 {{ . }}{{ end }}。{window} 内有模型加载失败或部分在 CPU 上运行，或者没有人得到回答。",
    value: "其他程序占用 {percent}；阈值 {threshold}%",
    firstStep:
      '“机器”仪表盘：谁占着显存？停掉 {{ or $labels.holder "?" }} 或让它使用另一张 GPU；然后用 `ollama stop` 停止部分在 CPU 上的模型。',
  },
  gpuMissing: {
    title: "GPU 丢失",
    when: "一天内工作过的 GPU，Ollama 或传感器现在用不了",
    summary: "{host} 上的 Ollama 失去了原有的 GPU，回答变慢",
    description:
      "{host} 上的 GPU 在最近一天内工作过。此后 Ollama 启动时没有找到 GPU 或未能查找，或者传感器的容器失去了使用权限。模型在 CPU 上运行，速度慢许多倍。",
    value: "0 张 GPU；之前至少 1 张",
    firstStep:
      "“机器”仪表盘：GPU 能否读取？执行过 `daemon-reload`：重启 Ollama 的容器。更新过驱动：重启主机。",
  },
  gpuFault: {
    title: "GPU 故障",
    when: "内核报告硬件类 Xid，GPU 掉线或需要复位，或不可纠正的显存错误增加；内核报告后持续{window}",
    summary: "{host} 的 GPU 故障：{fault}",
    description: "{host} 的 GPU、插槽或供电出现故障：{fault}。回答中断，模型加载失败或在 CPU 上运行。",
    value: "故障：{fault}",
    firstStep: "“机器”仪表盘：GPU 表格与内核消息表格。通常只有重启主机才能恢复。",
  },
  gpuThrottled: {
    title: "GPU 降频",
    when: "GPU 工作时因过热或供电不足在{window}的大部分时间里被降频；仅达到功耗上限不算",
    summary: "{host} 的 GPU {gpu} 在工作时被降频：过热或供电不足",
    description:
      "{host} 上的 GPU {gpu} 已持续 {window} 在工作时因过热或供电不足被降频，占最近各轮的 {percent}。回答变慢。",
    value: "占各轮的 {percent}",
    firstStep: "“机器”仪表盘：GPU 温度，以及该卡旁注明的原因。检查风扇、灰尘、风道与供电线。",
  },
  sensorBlind: {
    title: "传感器失明",
    when: "一天内能读取 GPU 的传感器已有{window}无法读取，而探针仍在上报",
    summary: "{host} 的 GPU 已无法读取",
    description:
      "{host} 上的传感器在最近一天内能读取 GPU，最近 {window} 却不能：“机器”仪表盘上的 GPU 数据是旧的，相关告警也已失明。",
    value: "{window} 内 0 次可读",
    firstStep: "“机器”仪表盘：“能否读到 GPU”说明了原因。然后 `npm run verify`。",
  },
  oomKilled: {
    title: "因内存不足被终止",
    when: "内存耗尽，内核终止了对话服务或本监控的进程",
    summary: "{host} 内存耗尽：内核终止了 {victim}",
    description: "{window} 内 {host} 的内核因内存耗尽终止了 {victim} 共 {n} 次。回答中断。",
    value: "终止 {n} 次；阈值 0",
    firstStep: "“机器”仪表盘：主机内存与模型服务的占用。换用更小的模型或上下文，或增加内存。",
  },
  hostMemory: {
    title: "主机内存将满",
    when: "可用内存不足 {threshold}%，持续{window}",
    summary: "{host} 的内存将满：可用 {percent}",
    description:
      "{host} 的可用内存为 {percent}，已持续 {window}。内存耗尽时，内核会终止占用最多的进程，通常是某个模型。",
    value: "可用 {percent}；阈值 {threshold}%",
    firstStep: "“机器”仪表盘：主机内存与模型服务的内存。用 `ollama stop` 停止暂时无人使用的模型。",
  },
  hostDisk: {
    title: "主机磁盘将满",
    when: "根分区、Docker 或模型所在磁盘的空间或 inode 剩余不足 {threshold}%；或不足 {share}% 且按目前速度将在 {hours} 小时内写满",
    summary: `{host} 的磁盘 {disk} 将满，还能维持：${hoursLeft}`,
    description: `{host} 的磁盘“{disk}”将满；按目前速度还能维持 ${hoursLeft}。不足 {hours} 小时，或空间、inode 剩余不足 {threshold}% 时告警。磁盘写满后，拉取模型、日志与数据库都会停止。`,
    value: `还能维持 ${hoursLeft}；阈值 {hours} 小时或 {threshold}%`,
    firstStep: "“机器”仪表盘：磁盘表格。`docker system df`、`ollama list`：删除无人需要的内容。",
  },
};
