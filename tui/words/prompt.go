package words

// Prompt are the words of a setup by plain questions. setup/prompt says what
// each is for, and which values it is given.
type Prompt struct {
	Detecting string
	Resumed   string
	Before    string
	Aside     string
	Lies      string
	Help      string
	Leave     string
	Count     string
	From      string
	Advice    string
	None      string
	Typed     string
	Hidden    string
	Choices   string
	Several   string
	Required  string
	Empty     string
	Warning   string
	Hint      string
	Source    string
	First     string
	List      string
	Which     string
	Unknown   string
	Testing   string
	Untested  string
	Passed    string
	Failed    string
	Skipped   string
	Planning  string
	NoPlan    string
	Owned     string
	Nothing   string
	Blocked   string
	Patch     string
	Local     string
	Else      string
	Neither   string
	Written   string
	Next      string
	Applied   string
	Kept      string
	GoOn      string
	NotKept   string
}

var promptEnglish = Prompt{
	Detecting: "Looking at this machine …",
	Resumed:   "Going on with the answers of %s.",
	Before:    "Nothing was answered. Answers of an earlier setup stay in %s.",
	Aside:     "The answers of an earlier setup cannot be taken up:",
	Lies:      "They are in %s now, and this setup begins anew.",
	Help:      "Enter takes the answer in brackets. ? says what a question is for, < goes back,",
	Leave:     "list shows all answers, ctrl+c keeps them and ends.",
	Count:     "(%d of %d)",
	From:      " (from %s)",
	Advice:    " (recommended: %s)",
	None:      "none",
	Typed:     "as typed",
	Hidden:    " (not shown; or env:NAME, file:PATH)",
	Choices:   " (%s)",
	Several:   " (several with commas)",
	Required:  " (has to be answered)",
	Empty:     "A - alone leaves it empty.",
	Warning:   "Note:",
	Hint:      "hint:",
	Source:    "Source:",
	First:     "This is the first question.",
	List:      "All answers:",
	Which:     "Number or name of the one to change, or Enter to go on: ",
	Unknown:   "There is no such answer.",
	Testing:   "Testing what the answers name …",
	Untested:  "  Nothing is contacted: these are the files of another machine.",
	Passed:    "ok",
	Failed:    "FAILED",
	Skipped:   "skipped",
	Planning:  "Making the plan …",
	NoPlan:    "There is no plan for %s: %s",
	Owned:     "Another tool owns this host's configuration. Give this to it instead:",
	Nothing:   "Nothing to do: all of it is set up.",
	Blocked:   "%d steps have something in their way; the rest can be done now.",
	Patch:     "Enter writes patches and scripts to %s and changes nothing else.",
	Local:     "Type apply to change this machine, or patch to write patches and scripts.",
	Else:      "Or: list to change an answer, test to test again, ctrl+c to end: ",
	Neither:   "That was none of the words.",
	Written:   "Written, readable by you alone:",
	Next:      "The README there says how each node gets its part, and how it is taken back.",
	Applied:   "%d actions were done. ceilotop setup rollback takes them back.",
	Kept:      "The answers are kept in %s, without passwords that were typed.",
	GoOn:      "To go on or to do it again: %s",
	NotKept:   "The answers could not be kept: %s",
}

var promptChinese = Prompt{
	Detecting: "正在检查本机……",
	Resumed:   "继续使用 %s 保存的回答。",
	Before:    "尚未回答任何问题。以前保存的回答仍在 %s。",
	Aside:     "以前保存的回答无法使用：",
	Lies:      "它们现在位于 %s，本次设置从头开始。",
	Help:      "按回车采用方括号里的回答。输入 ? 查看问题的用途，< 返回上一题，",
	Leave:     "list 列出全部回答，ctrl+c 保存回答并退出。",
	Count:     "（%d/%d）",
	From:      "（来自 %s）",
	Advice:    "（推荐：%s）",
	None:      "无",
	Typed:     "已输入",
	Hidden:    "（不回显；也可写 env:NAME 或 file:PATH）",
	Choices:   "（%s）",
	Several:   "（多个用逗号分隔）",
	Required:  "（必答）",
	Empty:     "只输入 - 表示留空。",
	Warning:   "注意：",
	Hint:      "提示：",
	Source:    "出处：",
	First:     "这已经是第一题。",
	List:      "全部回答：",
	Which:     "输入要修改的编号或名称，回车继续：",
	Unknown:   "没有这个回答。",
	Testing:   "正在测试回答中的各项服务……",
	Untested:  "  这些是另一台机器的文件，不连接任何服务。",
	Passed:    "通过",
	Failed:    "失败",
	Skipped:   "跳过",
	Planning:  "正在生成计划……",
	NoPlan:    "%s 没有计划：%s",
	Owned:     "本机的配置由其他工具管理，请改为把以下内容交给它：",
	Nothing:   "无需任何操作：全部已设置完成。",
	Blocked:   "有 %d 个步骤受阻；其余步骤现在即可执行。",
	Patch:     "按回车把补丁和脚本写入 %s，不改动其他任何内容。",
	Local:     "输入 apply 修改本机，或输入 patch 写出补丁和脚本。",
	Else:      "也可输入：list 修改回答，test 重新测试，ctrl+c 退出：",
	Neither:   "不是其中任何一个词。",
	Written:   "已写入，仅您本人可读：",
	Next:      "其中的 README 说明各节点如何应用、如何撤销。",
	Applied:   "已完成 %d 项操作。用 ceilotop setup rollback 撤销。",
	Kept:      "回答已保存到 %s，不含输入的密码。",
	GoOn:      "继续或重做：%s",
	NotKept:   "回答未能保存：%s",
}
