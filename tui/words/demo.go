package words

// Demo is what the demo opens with: a line each on A, on B with the faults it
// shows, and on the pages.
type Demo struct{ Brokers, Faults, Pages string }

// Lines are the three, in their order.
func (d Demo) Lines() []string { return []string{d.Brokers, d.Faults, d.Pages} }

var demoEnglish = Demo{
	Brokers: "A carries the services' own calls; B was made for notifications alone.",
	Faults:  "Here Nova was forgotten: it notifies on A. B drops out for a moment.",
	Pages:   "1 shows what arrives, 2 what became a meter. ? has every key, / filters.",
}

var demoChinese = Demo{
	Brokers: "broker A 承载各服务自己的 RPC；broker B 专为通知而设。",
	Faults:  "这里漏配了 Nova：它的通知还在 A 上。B 会短暂断线。",
	Pages:   "1 显示收到的通知，2 显示已入库的计量：/ 过滤，回车打开，? 列出按键。",
}
