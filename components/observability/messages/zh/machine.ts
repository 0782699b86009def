import type { Messages } from "../en";
import { words } from "./machine-words";

export const machine: Messages["machine"] = {
  sensor: {
    title: "能否读到 GPU",
    description:
      "各主机的传感器当前对其 GPU 的说明。“无法读取”是单独的一种状态：此时本页显示的是旧值，或者没有数值。没有 GPU 不算故障：由 CPU 回答，只是较慢。",
  },
  cards: {
    title: "GPU 一览",
    description:
      "每块 GPU 的当前状态。单元格为空：该 GPU 或其驱动不提供此项。“降频”说明是什么让它变慢：过热（`hw_thermal`、`sw_thermal`）或供电（`power_brake`）；仅达到功耗上限只说明它在满负荷工作。",
  },
  gpuMemory: {
    title: "显存：归谁所有",
    description:
      "所选主机的全部 GPU 合计。“本服务”：Ollama 报告的各模型占用，以及其进程额外占用的部分（缓冲区、其他模型服务的模型）。“其他”：不属于本服务的容器或进程，具体在哪块卡上见右侧表格。“未知”：已被占用但看不到是谁；传感器看不到进程时，除本服务模型外的占用都在这里。空闲很少而“其他”很大：模型加载慢、加载失败或退到 CPU，原因就在这里。",
  },
  heldByOthers: {
    title: "被其他程序占用的比例（按卡）",
    description:
      "每块卡的显存中，被本服务模型以外的容器与进程占用的比例。剩余部分放不下的模型会部分在 CPU 上运行。传感器看不到占用者时，请看下方“Ollama 日志中的 GPU”。",
  },
  utilization: {
    title: "GPU 利用率",
    description:
      "GPU 有计算任务的时间比例，取平均值。无人对话却很高：有别的程序在用它计算。回答慢却很低：模型在 CPU 上运行，或在等待 CPU。",
  },
  temperature: {
    title: "GPU 温度",
    description: "每个时间点的最高值。多数 GPU 在 83 到 95 °C 之间开始降频；是否已经降频，见上方表格。",
  },
  power: {
    title: "GPU 功耗",
    description:
      "平均瓦数；虚线为功耗上限。一直贴着上限：GPU 已尽其所能。上限远低于产品规格：有人调低过（`nvidia-smi -pl`）。",
  },
  throttling: {
    title: "GPU 降频",
    description:
      "GPU 因过热或供电不足而被迫变慢的时间比例：请清灰，检查风扇与风道。“达到功耗上限”在高负载下属正常。始终为 0：没有降频。",
  },
  layers: {
    title: "最近几次加载：GPU 上的层数",
    description:
      "取自 Ollama 日志：所选时间内各次加载把模型的多少层放到了 GPU 上。少于总层数：其余部分在 CPU 上运行，速度会慢很多倍。同一模型的占比下降：当时显存被其他程序占用；只有较大的模型放不下：模型太大。",
  },
  log: {
    title: "Ollama 日志中的 GPU",
    description:
      "所选时间内最近一次加载前，Ollama 自己对每块卡的说明，不需要传感器。“加载前已占用”：当时的全部占用，包括仍留在显存中的本服务模型。空闲显存是当时的数值，不是现在的。",
  },
  kernel: {
    title: "内核消息：GPU、内存、磁盘",
    description:
      "所选时间内内核报告的事件：NVIDIA GPU 的错误编号（Xid：`hardware` 指卡本身、插槽或供电，`driver` 指驱动故障，`application` 指程序出错）、GPU 复位、因内存不足被终止的进程、磁盘错误。为空：没有发生，或没有读取系统日志。",
  },
  cpu: {
    title: "CPU 使用率",
    description:
      "占全部处理器的比例，取平均值。“忙碌”：正在工作。“等待磁盘”：因磁盘慢而空等。“被占用”：虚拟化平台把时间给了别的虚拟机，这种慢在本机无法解决。",
  },
  load: {
    title: "每个处理器的负载",
    description: "正在运行或等待运行的任务数除以处理器数，一分钟平均。持续高于 1：任务在排队等处理器。",
  },
  memory: {
    title: "主机内存",
    description:
      "“已用”是无法立即收回的部分，不含缓存。接近总量时，内核会终止进程，往往就是模型进程。交换区用量不断增长：一切都会变慢。",
  },
  pressure: {
    title: "资源压力",
    description:
      "最近一分钟内，有任务在等待处理器、内存或磁盘的时间比例（PSI）。最能说明缺什么：内存超过百分之几，人人都能感到变慢。为空：内核不提供。",
  },
  disk: {
    title: "磁盘剩余比例",
    description:
      "各磁盘的剩余比例：系统根分区、Docker 所在磁盘、Ollama 模型所在磁盘（各自独立时才分开显示）。",
  },
  disks: {
    title: "磁盘",
    description:
      "各磁盘的当前状态。“剩余小时”：按最近六小时（监控时间不足时按已知部分）的速度，多久会写满；没有增长时为空。inode 用尽等同于写满，无论还剩多少空间。",
  },
  network: {
    title: "网络错误",
    description: "出错与被丢弃的数据包，不含本机回环。少量属正常；持续出现则是网线、交换机或缓冲区的问题。",
  },
  processes: {
    title: "模型服务：处理器",
    description:
      "Ollama、其运行进程及其他模型服务使用的处理器数，取平均值；1 表示一个处理器。据称模型在 GPU 上而此值很高：其实不在。",
  },
  processMemory: {
    title: "模型服务：内存",
    description: "它们占用的主机内存，按进程区分。CPU 上的模型会出现在这里，GPU 上的大多不会。",
  },
  holders: {
    title: "谁占着显存",
    description:
      "占用显存的容器与进程，最大的在前；数据不超过两分半钟。不属于本服务且占用很大：要沟通或停掉的就是它。显存有占用而此表为空：传感器无权查看其他进程（`hostProcesses`），或驱动不给出名称。",
  },
  speed: {
    title: "每秒 token 数与 GPU",
    description:
      "回答速度与 GPU 当时的状态。请求未增多、速度下降而利用率上升：有别的程序在计算。速度随时钟频率下降：过热或供电问题。其他程序占用增多时速度下降：模型已放不下。",
  },
  tiles: {
    free: {
      title: "空闲显存",
      description:
        "全部 GPU 当前的空闲显存。点击可查看其余被谁占用。“无法读取”：有 GPU 但读不到；“无传感器”：Ollama 日志提到 GPU，但没有传感器读取它（`gpu`）；“未提供”：该 GPU 不提供此项。",
    },
    held: {
      title: "其他程序占用显存",
      description:
        "被本服务模型以外的程序占用的显存比例，取占用最多的一块卡。变红：模型几乎放不下了，点击可查看是谁。没有能看到占用者的传感器时：所选时间内最近一次加载前已占用的比例，取自 Ollama 日志。“未提供”：传感器看不到占用者。",
    },
    hottest: {
      title: "最热的 GPU",
      description: "最热一块 GPU 的当前温度。变红：已经降频，或即将降频。“未提供”：该 GPU 不提供此项。",
    },
    memory: {
      title: "主机空闲内存",
      description: "主机可用内存的比例，取最紧张的一台。变红：内核即将终止进程，往往就是模型进程。",
    },
  },
  ...words,
};
