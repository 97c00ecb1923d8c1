package words

var eventsChinese = Events{
	Title: "事件",
	Keys: EventsKeys{
		Pause: "暂停、继续", Follow: "跟随", Filter: "过滤", Window: "时间范围", Request: "只看此请求", Unfinished: "已开始、未结束",
		Meters: "该资源的计量项",
		Open:   "打开", Decoded: "解析后", Raw: "原始 JSON", Full: "全屏", Wrap: "自动换行", Switch: "列表或详情",
		NextMatch: "下一个匹配", PrevMatch: "上一个匹配", NextError: "下一个错误", PrevError: "上一个错误",
		NextWarn: "下一个警告", PrevWarn: "上一个警告",
		NextSame: "此请求的下一个", PrevSame: "此请求的上一个",
		Mark: "标记", Copy: "复制", Save: "保存所显示的内容",
		Times: "UTC、本地时间、距今", Columns: "选择列",
		SortLeft: "按左边的列排序", SortRight: "按右边的列排序", SortFlip: "反转顺序",
		Search: "在详情中搜索", Fold: "折叠、展开",
		Accept: "应用", Older: "较早的记录", Newer: "较新的记录", Cancel: "取消",
		Toggle: "显示或隐藏",
	},

	Time: "时间", Service: "服务", Priority: "级别", Type: "事件类型", Resource: "资源", Project: "项目",
	Host: "主机", Lag: "延迟", Broker: "broker", Exchange: "exchange", Request: "请求", User: "用户", Size: "大小",
	Publisher: "发布者", Since: "间隔",
	Received: "接收时间", Timestamp: "时间戳", RoutingKey: "routing key", ResourceName: "资源名称",
	ResourceID: "资源 ID", MessageID: "消息 ID", Redelivered: "重新投递", Duplicate: "重复", Reason: "原因",
	TimeUTC: "时间 (UTC)", TimeLocal: "时间 (本地)", TimeAge: "距今",

	Following: "跟随中", Paused: "已暂停", Browsing: "已停止", New: "%s 条新事件", Row: "%s/%s", Total: "%s 条事件",
	FilterIs: "过滤 %s", Scanning: "已扫描 %d%%", From: "自 %s 起", SortedBy: "按%s排序 %s",
	SortedPart: "最新的 %s 条，共 %s 条", Sorting: "排序中", Saving: "保存中", SavedSoFar: "%s / %s",
	RequestIs: "请求 %s", Took: "用时 %s", Evicted: "已不再保留", Ascending: "▴", Descending: "▾",

	FilterPrompt: "过滤", SearchPrompt: "搜索", Matches: "%s / %s 条事件", ErrorAt: "第 %d 个字符：%s",
	FilterHelp: "文字 · !文字 · ~正则 · -f 模糊 · =表达式 · @正文",

	Windows:    [6]string{"从现在起", "最近 1 分钟", "最近 5 分钟", "最近 15 分钟", "最近 1 小时", "保留的全部"},
	WindowHelp: "0 现在起  1 1分  2 5分  3 15分  4 1时  9 全部",

	NoMatch: "没有更多匹配", NoError: "没有更多错误", NoWarn: "没有更多警告",
	NoSame: "此请求没有更多事件", NoRequest: "此事件没有请求 ID",
	NoSearch: "没有可搜索的内容：按 / 输入过滤条件", NoMore: "没有选中任何事件",
	NoResource: "此事件没有资源 ID",
	Copied: EventsCopied{
		Row: "事件", Rows: "已标记的事件", Value: "值", JSON: " JSON ", Request: "请求 ID",
		Resource: "资源 ID", Message: "消息 ID",
	},
	Saved: "已保存 %s 条事件到 %s", SavedGone: "已保存 %s 条事件到 %s；另有 %s 条已不再保留",
	SaveFailed: "保存：%s", SaveBusy: "仍在保存", SaveNothing: "没有可保存的内容",
	CannotSave: "此处无法保存", CannotCopy: "此处无法复制",
	SortStops: "已排序：停止跟随，按 s 重新跟随",

	Decoded: "解析后", Raw: "原始", EventIs: "事件 %s", Payload: "payload", Samples: "采样",
	MoreItems: "… 还有 %s 项（enter 显示）", MoreBytes: "… 还有 %s", Loading: "加载中",
	Gone:       "此事件已不再保留",
	Enveloped:  "oslo.message 在线路上是字符串；此处显示解析后的内容",
	Compressed: "正文经过压缩（%s）；这是其 payload", Verbatim: "收到的正文",
	Match:         "第 %s 个匹配，共 %s 个",
	SampleColumns: [5]string{"计量项", "数值", "单位", "资源", "时间"},

	ColumnsTitle: "列", ColumnsHelp: "enter 显示或隐藏 · esc 关闭", ShowColumn: "列：%s",

	NoBrokers:  "没有配置 broker：用 --url B=rabbit://user:password@host:5672/ 启动",
	Waiting:    "还没有 broker 连接成功。",
	WaitingFor: "%s %s：%s", ConnectedAt: "%s %s：于 %s 连接", NoneYet: "已连接，尚未收到通知。",
	Bound: "已绑定 %s", MissingAre: "缺少：%s", Hint: "提示：%s",
	NothingMatches:     "没有匹配的事件；已检查 %s 条。",
	NothingMatchesHelp: "按 / 修改过滤条件，esc 清除。",
	NothingSince:       "自 %s 起没有收到事件。", NothingSinceHelp: "按 T 9 显示保留的全部事件。",
	EndedEmpty:   "%s 已结束，没有任何事件。",
	GroupReading: "阅读", GroupFinding: "查找", GroupDetail: "详情", GroupLook: "外观", GroupPrompt: "输入时",
	GroupWindow: "时间范围", GroupColumns: "列", GroupMoving: "移动",
	CopyRequest: "复制请求 ID", CopyResource: "复制资源 ID", CopyMessage: "复制消息 ID",
	ResetSort: "按时间排序", ClearFilter: "清除过滤条件",
	DayShort: "天", HourShort: "时", MinuteShort: "分", SecondShort: "秒", Milliseconds: "ms", Seconds: "s", Mins: "m",
}
