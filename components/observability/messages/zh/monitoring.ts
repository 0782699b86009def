import type { Messages } from "../en";

export const monitoring: Messages["monitoring"] = {
  collector: {
    title: "日志采集",
    description: "探针的日志是否到达 Loki？“无日志”：探针、采集器或 Loki 不工作，请运行 `npm run up`。",
  },
  lagNow: {
    title: "延迟",
    description:
      "探针写出一行日志到 Loki 能查到它所需的时间，每分钟测量一次。1 到 3 秒属正常；30 秒：未按时到达，此处显示的一切都已滞后。",
  },
  rejected: {
    title: "被拒绝",
    description:
      "所选时间内被 Loki 拒绝的行数：过旧、过多或过长。大于 0：下方曲线显示时间，下方日志说明原因。",
  },
  diskFree: {
    title: "磁盘剩余",
    description:
      "Loki 数据卷所在磁盘的剩余比例。低于 10%：请缩短 retention 或清理空间；磁盘写满后 Loki 会停止写入。",
  },
  diskUsed: {
    title: "日志大小",
    description: "Loki 数据卷的大小（压缩后），每 10 分钟测量一次。",
  },
  deliveries: {
    title: "未送达",
    description:
      "所选时间内 Grafana 未能送达的通知数。失败后重试的每次尝试也计入。大于 0：可能有人没有收到告警，页末的面板说明是谁以及原因。",
  },
  lines: {
    title: "每秒日志行数（按来源）",
    description: "各来源到达的日志。服务正常而某来源中断：其路径或容器已变更，请运行 `npm run verify`。",
  },
  lag: {
    title: "从写出日志到进入 Loki",
    description: "每个时间段内探针日志的最大延迟。跃升到 30 秒：采集器或 Loki 曾停顿。",
  },
  last: {
    title: "各来源的最后一行",
    description: "所选时间内各来源最新的一行。缺少某来源：它没有送达任何日志。",
  },
  rounds: {
    title: "探针轮次",
    description: "探针询问的次数。柱高均匀为正常；出现空缺表示当时监控失明。",
  },
  streams: {
    title: "日志流数量",
    description: "Loki 当前打开的标签组合数。几十个属正常；持续增长说明某个标签的取值过多。",
  },
  disk: {
    title: "Loki 的磁盘",
    description: "日志占用的空间，以及该磁盘的剩余空间。",
  },
  kept: "日志保留 {days} 天（retention）。",
  keptElsewhere: "此 Loki 不由这套监控管理：日志保留多久由它决定。",
  received: {
    title: "收到与拒绝的行数",
    description: "每个时间段内 Loki 接收与拒绝的行数，以及采集器放弃的批次。使用这套监控之外的 Loki 时为空。",
  },
  problems: {
    title: "监控自身的警告",
    description: "Loki、采集器与 Grafana 的警告和错误，按容器统计。启动时出现几条属正常。",
  },
  ownLines: {
    title: "监控自身的日志",
    description: "Loki、采集器与 Grafana 报告的问题，最新的在最上面。",
  },
  undelivered: {
    title: "未送达的通知",
    description:
      "按接收方统计：被聊天服务拒收的（refused）、等待过久的（delayed：保留并继续重试）和被放弃的（lost）；以及按主机统计的 Grafana 失败的发送次数（所有类型的接收方合计）。",
  },
  refusals: {
    title: "被拒收的通知",
    description: "聊天服务对未接收的消息给出的说明，最新的在最上面：接收方、结果、服务的错误码与原文。",
  },
  unread: {
    title: "正在读取的文件",
    description:
      "采集器还没有读到末尾的日志文件，或一出现就带有内容的日志文件。其中不带时间的行可能是旧的，因此计数类规则会等它们读完。为空表示所有文件都已读到末尾。“未读取”是文件开头不再读取的部分（logHistory）。",
  },
  none: "无",
  columns: {
    time: "时间",
    line: "日志",
    file: "文件",
    behind: "还需读取",
    leftOut: "未读取",
    host: "主机",
  },
  series: {
    used: "日志",
    free: "剩余",
    received: "接收",
    rejected: "拒绝",
    dropped: "放弃的批次",
    attempts: "Grafana 发送失败",
  },
};
