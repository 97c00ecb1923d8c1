package words

var chinese = Words{
	Language: Chinese,
	Header: Header{
		Connecting: "连接中", Live: "正常", Retrying: "重试中", Refused: "被拒绝", Ended: "已结束",
		RetryIn: "%s 后重试", RetryNow: "正在重试", PressKey: "按 %s 重试", NoBrokers: "没有 broker",
		ServerAs: "RabbitMQ %s", Missing: "缺少 %d 个 exchange", Denied: "%s：无权读取 %s；按 %s 查看修复命令",
		Rate: "%s/秒", Seen: "收到", Kept: "保留", Evicted: "淘汰", Duplicates: "重复",
		Undecodable: "无法解析", Dropped: "可能丢弃", DuplicatesShort: "重复", DroppedShort: "可能丢弃", Secrets: "密钥可见",
		Blocked: "broker %s 已阻止发布者：%s",
		Alarm:   "broker %s 有告警：%s",
		AllLive: "没有等待重试的 broker", RetryAsked: "正在重试 %s",
	},
	Brokers: Brokers{
		Title: "Broker", Address: "地址", Server: "服务器", State: "状态", Since: "开始于", Error: "错误",
		Hint: "建议", Exchanges: "exchange", Missing: "缺少", Denied: "无权读取", Queue: "队列", Received: "收到",
		Dropped: "可能丢弃", Note: "说明", Waiting: "%d 条等待中", None: "没有 broker",
	},
	Dialog: Dialog{
		Yes: "是", No: "否", QuitTitle: "退出", QuitText: "退出 ceilotop 吗？",
		AnyKey: "按任意键关闭",
	},
	Help: Help{
		Title: "按键", Global: "全局", Search: "搜索", NoMatch: "没有对应的按键",
		Reading: "阅读文字", Field: "输入", Palette: "命令", Confirm: "确认",
		Footer: "/ 搜索 · j k 移动 · esc 关闭",
	},
	Palette: Palette{
		Title: "命令", Prompt: ":", NoMatch: "没有这个命令", Page: "页面：%s", Unknown: "没有命令 %q",
		Quit: "退出", Help: "显示所有按键", OwnLog: "显示 ceilotop 自身的日志", Brokers: "显示各 broker", Suspend: "挂起，回到 shell",
		Retry: "立即重试连接 broker", Theme: "主题：%s",
	},
	OwnLog: OwnLog{
		Title: "ceilotop 自身的日志", Empty: "暂无记录", Dropped: "更早的 %d 条记录已不在",
	},
	Theme: Theme{
		Auto: "跟随终端", Dark: "深色", Light: "浅色", Basic: "16 色", Mono: "无颜色",
		Changed: "主题：%s",
	},
	Replay: Replay{
		Position: "回放 %s/%s", Paused: "已暂停", Unpaced: "全速", Pause: "回放：暂停",
		Resume: "回放：继续", Faster: "回放：加速", Slower: "回放：减速",
		Skip: "回放：快进 %s", SpeedIs: "回放速度 ×%s",
		FullSpeed: "回放：已是全速",
	},
	Copy: Copy{
		Done: "已复制%s（%s）", TooLarge: "%s太大，无法复制：%s，终端最多接受 %s",
		Empty: "没有可复制的内容",
	},
	Keys: Keys{
		Palette: "命令", Help: "按键", Back: "返回", Quit: "返回，再按退出", Interrupt: "立即退出",
		Suspend: "挂起", OwnLog: "自身日志", Brokers: "各 broker", Retry: "重试 broker", Page: "%s页",
		Faster: "回放加速", Slower: "回放减速",
		Up: "上", Down: "下", Top: "首行", Bottom: "末行", PageUp: "上一页", PageDown: "下一页",
		Left: "左", Right: "右",
		Yes: "是", No: "否", Confirm: "确定", Switch: "切换选项", Close: "关闭", Choose: "执行",
		Search: "搜索", Next: "下一个", Prev: "上一个",
		WordLeft: "前一个词", WordRight: "后一个词", Start: "到行首", End: "到行尾",
		Erase: "删除", EraseAhead: "向后删除", EraseWord: "删除一个词",
		EraseToStart: "删到行首", EraseToEnd: "删到行尾",
	},
	Events:   eventsChinese,
	Trace:    traceChinese,
	Meters:   metersChinese,
	Pipeline: pipelineChinese,
	Usage:    usageChinese,
	Wizard:   wizardChinese,
	Demo:     demoChinese,
	Prompt:   promptChinese,
	Filter:   filterChinese,
}
