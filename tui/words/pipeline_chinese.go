package words

var pipelineChinese = Pipeline{
	Title: "链路",
	Keys: PipelineKeys{
		Open: "打开", Next: "下一区域", Prev: "上一区域", Broken: "下一处故障", All: "全部或精简",
		Events: "相关事件", Step: "计划步骤", Copy: "复制", Look: "立即查看", Faults: "开关故障",
		Flip: "开或关", Close: "关闭",
	},

	Verdict:  "broker A 是否没有通知？",
	Isolated: "已隔离", Leaking: "泄漏", Draining: "排空中", Unjudged: "未知",
	Leak: "%s 经由 %s", Because: "原因 %s", MoreLeaks: "另有 %d 个", MoreQueues: "另有 %d 个",
	Left: "%s：剩余 %s", LastEvent: "%s前有事件", SeenAgo: "%s前查看",
	JudgedAt: "判断于", Reasons: "理由", Leaks: "泄漏", Queues: "队列",

	Looking: "正在查看 broker、文件和本机的程序。", NoBroker: "没有已知的 broker",
	LookFailed: "无法查看", Hint: "建议：%s",

	Publishers: "发布者", Exchanges: "exchange", QueuesTitle: "队列", Consumers: "消费者", StoreTitle: "存储",
	Rate: "速率", Depth: "积压", Growth: "增长", Readers: "消费", Lag: "延迟", Last: "最近",
	More: "另有 %d 个", Alarm: "告警：%s", Lacks: "未知：%s", AllWell: "正常",

	Findings: "诊断结果", NoFinding: "没有发现问题。", NotLooked: "尚未查看",
	Critical: "严重", Warning: "警告", Info: "提示", OK: "正常", Unknown: "未知", NotApplicable: "不适用",
	Check: "检查项", Subject: "对象", Evidence: "证据", Why: "后果", Fix: "修复", Result: "结果",
	StepIs: "计划步骤 %s", Source: "来源",

	Broker: "broker", VHost: "vhost", Name: "名称", Kind: "种类", State: "状态", Address: "地址",
	Type: "类型", Durable: "持久化", AutoDelete: "自动删除", Exclusive: "独占", Policy: "策略",
	Argument: "参数 %s", Messages: "消息", Ready: "待投递", Unacked: "未确认", Bytes: "字节",
	Published: "发布/秒", Delivered: "投递/秒", Acked: "确认/秒", Connections: "连接",
	Bindings: "绑定", Key: "键", From: "来自", To: "去往", Program: "程序", PID: "pid", Peer: "对端", User: "用户",
	Since: "开始于", Service: "服务", Unit: "单元", Prefetch: "预取", NoAck: "不确认", Unlimited: "不限",
	Yes: "是", No: "否", NotKnown: "未知", None: "无",
	ServiceOfUnit: "属于单元 %s", ServiceOfEvents: "%s，依据其事件", ServiceUnknown: "未知：本机的单元和事件都没有指出",
	NeedsManagement: "管理 API 未开放：无法得知绑定、连接、消费者和速率，只显示按名称查询的队列。",
	ConnectionGone:  "这个连接已不存在", Gone: "已不存在",
	Events: "事件", Count: "数量", Duplicates: "重复", File: "文件",
	Loading: "正在读取", NoLine: "没有指出文件中的行",
	Status: "状态码", Newest: "最新", Rows: "行数", Backlog: "待处理的度量", Error: "错误",
	NodeMemory: "内存 %s，上限 %s", NodeDisk: "磁盘剩余 %s，下限 %s",
	NoEvents: "这里没有已知的事件", NoStep: "计划中没有修复它的步骤", NothingOpens: "这里没有可打开的内容",
	CopiedFix: "修复方法", CopyAll: "文字", UnitHelp: "systemctl status %s",

	FaultOn: "开", FaultOff: "关", FaultSwitched: "%s：%s",

	GroupPicture: "链路", GroupHere: "此处", GroupMoving: "移动",
}
