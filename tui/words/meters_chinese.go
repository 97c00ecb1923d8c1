package words

var metersChinese = Meters{
	Title: "计量",
	Keys: MetersKeys{
		Filter: "过滤", Unique: "按名称、按资源", Resources: "其资源", Events: "该资源的事件",
		Reload: "立即刷新", Stores: "存储的详情", Definitions: "定义与事件的对照",
		Open: "打开", Decoded: "解析后", Raw: "原始 JSON", Full: "全屏", Switch: "列表或详情",
		Mark: "标记", Copy: "复制", Save: "保存所显示的内容",
		Wide: "更多列", Times: "距今、UTC、本地时间",
		SortLeft: "按左边的列排序", SortRight: "按右边的列排序", SortFlip: "反转顺序",
		Accept: "应用", Cancel: "取消",
	},

	Name: "计量项", Resources: "资源数", Resource: "资源", Type: "类型", Unit: "单位", Age: "距今",
	LastUTC: "最新 (UTC)", LastLocal: "最新 (本地)", State: "状态", Recent: "近期", Value: "数值",
	Gaps: "缺口", Every: "周期", Project: "项目", User: "用户", Source: "来源", Metric: "metric", Store: "存储",
	Newest: "最新样本", Asked: "已查询", Statistics: "统计", Samples: "最新的样本",
	FedBy: "来源事件", LastEvent: "最近的事件", BreaksAt: "中断于",
	Hops: [7]string{
		"未知", "没有定义：由轮询产生，或没有来源", "有定义，但 Ceilometer 没有使用",
		"pipeline 排除了此计量项", "尚未收到任何来源事件", "收到过此类事件，但级别都不是 info 或 sample",
		"事件已到达，但存储中没有最近事件的样本：请检查 notification agent",
	},
	Breaches: [10]string{
		"缺少", "无定义", "未使用", "pipeline", "无事件", "级别", "agent", "无人读取", "在别处", "途中",
	},
	NoStoreHas:  "缺少：应当有此计量项，但没有存储含有它",
	Unsaved:     "其事件已被读取，但存储中没有样本：请查看 notification agent 日志中关于此计量项的内容",
	OnItsWay:    "第一个事件距今不到 %s，agent 与存储可能需要这么久",
	Definitions: "定义与事件的对照", NoDefinitions: "定义尚未读取，或无法读取；原因见程序日志。",
	DefinitionsFrom: "来自 %s", UnusedTypes: "收到了 %s 种没有任何定义使用的事件类型",
	TypesBeyond:      "另有 %s 个事件，其类型因空间不足没有记录",
	UnhitDefinitions: "%s 个定义没有事件命中", IdleDefinitions: "%s 个定义未被 Ceilometer 使用",
	HitDefinitions: "%s 个定义有事件命中", Ago: "%s前",
	EveryUnknown: "未知",

	Loading: "加载中", Failed: "错误", None: "无样本", Ahead: "超前", ByUse: "按使用", Unjudged: "未判定",
	Undecided: "未知", Fresh: "新鲜", Late: "迟到", Stale: "过期",

	Acceptance: "验收", Missing: "缺少", Elsewhere: "在别处", Unknown: "未知",

	Looking: "正在查找存储", NoStores: "没有找到计量数据的存储。",
	NoStoresHelp: "用 --ceilometer-url、--mongodb-url 或 --gnocchi-url 启动，或设置 OS_* 变量。",
	Waiting:      "等待中", Unreadable: "无法读取", SoFar: "目前 %s 个", Total: "%s 个计量项",
	PartOnly: "%s 个计量项后出错", OldList: "%s 个计量项，截至 %s", Cut: "前 %s 个，至少共 %s 个",
	Backlog: "%s 个测量值待处理", Refreshing: "刷新中，目前 %s 个", Unwell: "状态未知：%s",
	ElsewhereIs: "存储在别处：%s", MoreStores: "还有 %s 个存储：%s", Hint: "提示：%s",
	StoresTitle: "存储", Address: "地址", FoundBy: "来自", Version: "版本", Listed: "列表时间",
	BacklogName: "积压", BacklogIs: "%s 个测量值，%s 个 metric", HintName: "提示", Note: "说明",

	ByName: "按名称", ByResource: "按资源", Row: "%s/%s", RowOf: "%s/%s，共 %s", OfName: "计量项 %s", OfResource: "资源 %s",
	FilterIs: "过滤 %s", SortedBy: "按%s排序%s", SortBy: "按%s排序", Marked: "已标记 %s 个", SamplesOf: "已知样本：%s / %s 行",
	Arranging: "排序中", Saving: "保存中", Ascending: "▴", Descending: "▾",

	FilterPrompt: "过滤", FilterHelp: "文字 · !文字 · ~正则 · -f 模糊 · =表达式", Matches: "%s / %s 行",
	ErrorAt: "第 %d 个字符：%s",

	NothingMatches: "没有匹配的行；已检查 %s 行。", NothingMatchesHelp: "按 / 修改过滤条件，esc 清除。",
	LoadingList: "等待第一批数据。", AllFailed: "没有收到列表。按 %s 查看各存储的详情，按 %s 重试。",
	NoMetersOf: "没有存储含有 %s 的计量项。", NoMetersHelp: "按 esc 返回。",
	OnlyElsewhere: "此云的计量数据存储在别处。", Empty: "存储中没有计量项。",
	WideScroll: "列数超出屏幕宽度：按 l 滚动查看", NoRow: "没有选中任何行", NoResource: "此计量项没有资源 ID", NotUnique: "这已是单个资源",
	CannotSave: "此处无法保存", SaveBusy: "仍在保存", Saved: "已保存 %s 行到 %s", SaveFailed: "保存：%s",
	CopiedRow: "计量项", CopiedRows: "已标记的计量项", CopiedJSON: " JSON ", CopiedDetail: "详情",
	CopiedResource: "资源 ID", CopiedName: "名称",
	CopyResource: "复制资源 ID", CopyName: "复制名称", Unmark: "取消所有标记",
	Decoded: "解析后", Raw: "原始", LinesOf: "第 %s 行，共 %s 行", AgoAt: "%s前，%s", GapsIn: "%s 个，在最新的 %s 个样本中",
	GapOf: "… %s 内没有样本", AskedOf: "%s / %s 个资源", NotAskable: "无法单独查询此项",
	TooBroad:      "只统计单个资源：按 %s 列出",
	StatisticsAre: "最小 %s  最大 %s  平均 %s", StatisticsSum: "总和 %s  个数 %s",
	StatisticsOver: "最新样本之前的 %s",
	GroupReading:   "阅读", GroupDetail: "详情", GroupLook: "外观", GroupMoving: "移动", GroupPrompt: "输入时",
}
