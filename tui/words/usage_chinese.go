package words

var usageChinese = Usage{
	Title: "用量",
	Keys: UsageKeys{
		Open: "展开明细", By: "按项目、用户或资源", Basis: "审计与未观测时间", Events: "相关事件",
		Copy: "复制", Look: "立即汇总", SortLeft: "按前一列排序", SortRight: "按后一列排序", SortFlip: "反向排序",
	},

	Span: "%s 至 %s", ByProject: "按项目", ByUser: "按用户", ByThing: "按资源", Of: "项目 %s",
	Row: "%s/%s", SortedBy: "排序 %s%s", SortBy: "按 %s 排序", Ascending: "▴", Descending: "▾",
	Project: "项目", User: "用户", Thing: "资源", Name: "名称",
	Servers: "云主机", Volumes: "卷", Images: "镜像",
	All:         "全部已知",
	NoInventory: "下限：没有初始清单，未发出事件的资源不为所知",
	Gaps:        "下限：未观测的时间里可能还有更多",

	UnobservedFor: "未观测 %s 秒", Missed: "%s 个事件在计入之前已移出内存：录制可保留全部",
	Anew:   "已重新计量：此前的资源占用内存过多，录制可保留全部",
	Audits: "%s 个审计周期与事件相符", AuditsDiffer: "审计：%s 个不符，共 %s 个周期 · %s 查看", NoAudit: "尚未收到审计",

	Computing: "正在汇总事件中的用量。", Nothing: "尚无已知的云主机、卷或镜像。",
	Help:   "用量由 Nova、Cinder 和 Glance 的事件汇总而来，第一个带有规格的事件到达后即会显示。",
	Failed: "无法汇总：%s",

	VCPUs: "vCPU·秒", Memory: "内存 MB·秒", Root: "系统盘 GB·秒", Ephemeral: "临时盘 GB·秒", Volume: "卷 GB·秒", Attached: "挂载 GB·秒", Image: "镜像 B·秒",
	Download: "下载 B", Downloads: "下载", Cost: "费用",

	Meter: "计量", Unit: "单位", Certain: "确定", Inferred: "推断", Unobserved: "未观测", Total: "合计",
	Unpriced: "没有价格：%s",

	Basis: "审计与未观测时间", UnobservedTime: "未观测时间", GapOf: "%s 至 %s，%s 秒", More: "另有 %s 个",
	AuditOf: "%s的审计 %s 至 %s：应有 %d，收到 %d", Missing: "缺失", Twice: "重复", Ghost: "多余",
	Unjudged: "此后观测不足，无法判断缺失", Agrees: "与事件相符",
	Unreadable: "%s 个与用量有关的事件无法读取", Untold: "%s 次下载可能被重复计入",
	Unsized: "云主机 %s 存在过，但其规格不明", Uncompared: "%s 个审计事件所属的周期过多，未作比较",
	LinesOf: "%s，共 %s", CopiedLine: "用量数字", CopiedBasis: "审计与未观测时间",

	GroupReading: "用量", GroupLook: "排序", GroupMoving: "移动",
}
