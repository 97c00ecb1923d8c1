package words

var traceChinese = Trace{
	States:  [6]string{"发生", "完成", "失败", "卡住", "中断", "未见开始"},
	Request: "请求 %s", Resource: "资源 %s", MadeFor: "及其引起的 %s", Events: "%s 个事件", Took: "用时 %s", TookOf: "按不一致的时钟计 %s",
	Idle: "空闲 %s，共 %s 段", StuckAre: "%s 个卡住", FailedAre: "%s 个失败", TriedAre: "%s 个重试",
	Try: "第 %d 次", StuckFor: "已卡住 %s", Nothing: "没有进行中的操作",
	Backward:   "%s：开始时间早于其前一步；%s 与 %s 的时钟不一致",
	Reversed:   "%s：结束时间早于开始时间；%s 与 %s 的时钟不一致",
	TriedOn:    "这次在 %s，上次在 %s",
	Untimed:    "%s 个事件没有时间戳，按到达时间排列",
	Again:      "%s 个事件重复到达，只计一次",
	Doubles:    "%s 个操作另以 Nova 的 versioned 形式发布；Ceilometer 只读取另一种形式",
	Versioned:  "%s 个操作只以 Nova 的 versioned 形式发布；Ceilometer 不读取这种形式",
	Unfinished: "已开始、未结束", NoneStuck: "所有已开始的操作都已结束。",
	NoneOld:   "%s前或更早开始的操作都已结束；此后开始的操作中有 %s 个尚未结束。",
	MoreStuck: "最早的 %s 个，共 %s 个", Forgotten: "为限制内存，另有 %s 个已不再记录",
	TooMany: "只显示前 %s 个事件，共 %s 个",
	At:      "时间", Since: "起点", Stage: "部分", Host: "主机", Action: "操作", Item: "资源", Length: "用时", State: "状态",
	Of: "请求", Age: "时长", Service: "服务", Project: "项目",
	Units: Units{"微秒", "毫秒", "秒", "分", "小时", "天"},
}
