package words

// Demo is what the demo opens with: a line each on A, on B with the faults it
// shows, and on the pages.
type Demo struct {
	Brokers, Faults, Pages string
	// Sandbox is what the Setup page works on, with its directory, and
	// SandboxNotice what may be done there.
	Sandbox, SandboxNotice string
	// Rehearsal is what the Pipeline page works on, with the key that opens the
	// faults, and these are the faults.
	Rehearsal                      string
	Leak, Agent, Versioned, AlarmB string
}

// Lines are the three, in their order.
func (d Demo) Lines() []string { return []string{d.Brokers, d.Faults, d.Pages} }

var demoEnglish = Demo{
	Brokers: "A carries the services' own calls; B was made for notifications alone.",
	Faults:  "Here all is on A still. Page 4 sets B up, F on page 3 breaks it again.",
	Pages:   "1 shows what arrives, 2 what became a meter. ? has every key, / filters.",

	Sandbox:       "A sandbox with stand-ins: %s",
	SandboxNotice: "This is a sandbox: its files are in %s, and Keystone, the brokers, Glance, Cinder, Gnocchi, systemd and the program of the audit are stand-ins of this program. Break what you like: edit a file there, and make the plan again. All of it is gone at the end.",

	Rehearsal: "The sandbox of page 4, with recorded events. %s switches faults.",
	Leak:      "Nova leaks: it was left notifying on broker A", Agent: "the notification agent is stopped",
	Versioned: "Nova sends versioned notifications, which nobody reads", AlarmB: "broker B has a memory alarm",
}

var demoChinese = Demo{
	Brokers: "broker A 承载各服务自己的 RPC；broker B 专为通知而设。",
	Faults:  "这里一切还在 A 上。第 4 页配置 B，第 3 页按 F 可再弄坏。",
	Pages:   "1 显示收到的通知，2 显示已入库的计量：/ 过滤，回车打开，? 列出按键。",

	Sandbox:       "使用替身服务的沙箱：%s",
	SandboxNotice: "这是沙箱：文件都在 %s，Keystone、broker、Glance、Cinder、Gnocchi、systemd 和审计程序都是本程序的替身。尽管弄坏：改其中的文件，再重新生成计划。退出时全部删除。",

	Rehearsal: "第 4 页的沙箱，事件为录制。按 %s 开关故障。",
	Leak:      "Nova 泄漏：它仍在 broker A 上发通知", Agent: "通知代理已停止",
	Versioned: "Nova 发送无人读取的版本化通知", AlarmB: "broker B 有内存告警",
}
