import type { Messages } from "../en";

/** 通知用语；每条对应一个模板，供 assets/grafana/*.tmpl 使用。 */
export const notification: Messages["notification"] = {
  firing: "告警",
  resolved: "已恢复",
  noData: "无数据",
  error: "无法检查",
  noDataMeaning: "规则的查询没有返回数据，无法判断是否正常。",
  errorMeaning: "规则的查询失败，无法判断是否正常。请确认 Loki 是否在运行。",
  value: "当前值",
  host: "主机",
  since: "开始于",
  until: "至",
  first: "请先查看",
  dashboard: "仪表盘",
  explore: "日志",
  silence: "静默",
  runbook: "处理手册",
  more: "此处未显示的其他告警数",
  colon: "：",
  test: {
    title: "接收方测试",
    summary: "测试消息 {mark}：一切正常，无需处理",
  },
  heartbeat: {
    title: "看门狗",
    summary: "始终触发：只要持续收到它的消息，告警就在工作。",
  },
};
