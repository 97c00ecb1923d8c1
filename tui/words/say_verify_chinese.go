package words

// saidByVerify are the stretches of the way from a service to the store, and the
// harmless changes that make a service send.
var saidByVerify = []said{
	// What speaks against a service.
	{"step %s is not done: %s", "步骤 %s 尚未完成：%s"},
	{"step %s is blocked: %s", "步骤 %s 受阻：%s"},
	{"%s has failed", "%s 已失败"},
	{"%s is stopped", "%s 已停止"},
	{"%s runs since %s, and %s was changed at %s", "%s 从 %s 起运行，而 %s 在 %s 被修改"},

	// What was seen.
	{"1 event", "1 个事件"},
	{"%d events", "%d 个事件"},
	{"1 event of %s", "来自 %s 的 1 个事件"},
	{"%d events of %s", "来自 %[2]s 的 %[1]d 个事件"},
	{"%s since %s, the last one %s at %s", "从 %[2]s 起有%[1]s，最后一个是 %[4]s 的 %[3]s"},
	{"no event since %s", "从 %s 起没有事件"},
	{"broker %s is not tapped", "没有旁听 broker %s"},
	{"the tap of broker %s is %s", "broker %s 的旁听状态为%s"},
	{"connecting", "连接中"},
	{"live", "正常"},
	{"retrying", "重试中"},
	{"refused", "被拒绝"},
	{"ended", "已结束"},

	// The hops.
	{"%s's events arrive on %s", "%s 的事件到达 %s"},
	{"nothing speaks against it, but it has sent nothing yet", "没有发现问题，但它尚未发送任何内容"},
	{"%s has no configuration on this machine, and its other nodes have sent nothing yet", "%s 在本机上没有配置，而它的其他节点尚未发送任何内容"},
	{"A is free of %s's events", "A 上没有 %s 的事件"},
	{"its programs there still have the old configuration, or were not restarted", "那里的程序仍是旧配置，或没有重启"},
	{"look at %s with: ceilotop setup plan", "请检查 %s：ceilotop setup plan"},
	{"look whether a program of %s runs that no unit of this machine starts", "请查看是否有不由本机单元启动的 %s 程序在运行"},
	{"it has sent nothing to B either, so that silence proves nothing", "它也没有向 B 发送任何内容，因此没有事件并不能证明什么"},
	{"Ceilometer's agent consumes %s on B", "Ceilometer 的代理在 B 上消费 %s"},
	{"1 consumer: %s", "1 个消费者：%s"},
	{"%d consumers: %s", "%d 个消费者：%s"},
	{"no consumer", "没有消费者"},
	{"no notification agent has a unit on this machine, and no other one consumes", "本机上没有通知代理的单元，也没有别的代理在消费"},
	{"look at the node that runs ceilometer-agent-notification", "请检查运行 ceilometer-agent-notification 的节点"},
	{"%s runs, but does not consume", "%s 在运行，但没有消费"},
	{"%s was started at %s", "%s 于 %s 启动"},
	{"a program", "某个程序"},
	{"a program on %s", "%s 上的某个程序"},
	{"a program as %s", "某个程序（用户 %s）"},
	{"a program on %s as %s", "%s 上的某个程序（用户 %s）"},
	{"%s on %s", "%[2]s 上的 %[1]s"},
	{"%s as %s", "%s（用户 %s）"},
	{"%s on %s as %s", "%[2]s 上的 %[1]s（用户 %[3]s）"},
	{"a sample of %s is in the store", "存储中有 %s 的样本"},
	{"no sample since %s", "从 %s 起没有样本"},
	{"%s of %s at %s in %s", "%[4]s 中 %[2]s 的 %[1]s，时间 %[3]s"},
	{"look at the sources and sinks of pipeline.yaml", "请检查 pipeline.yaml 的 sources 和 sinks"},
	{"no event that feeds it has arrived on B yet", "产生它的事件尚未到达 B"},
	{"%s arrived on B at %s and is on its way", "%s 于 %s 到达 B，正在途中"},
	{"%s arrived on B at %s, and nobody consumes it", "%s 于 %s 到达 B，但无人消费"},
	{"%s arrived on B at %s, but made no sample in the store", "%s 于 %s 到达 B，但没有在存储中产生样本"},
	{"look at the agent's log for this meter", "请在代理的日志中查找此计量项"},
	{"no source of pipeline.yaml takes %s, so that Ceilometer drops it", "pipeline.yaml 中没有 source 接收 %s，因此 Ceilometer 将其丢弃"},
	{"%s goes to %s (%s), which ceilotop cannot read", "%s 发往 %s（%s），ceilotop 无法读取"},

	// Who consumes.
	{"who consumes %s is not asked: the files are not those of this machine", "没有询问谁在消费 %s：这些文件不是本机的"},
	{"ask who consumes %s", "查询谁在消费 %s"},

	// The trials.
	{"the API answered %d", "API 应答 %d"},
	{"use a login that may change it", "请用有权修改它的登录信息"},
	{"change the %s %s: %w", "修改 %s %s：%s"},
	{"take the change of the %s %s back: %w", "撤销对 %s %s 的修改：%s"},
	{"set and unset a property of an image", "设置镜像的一个属性，再取消"},
	{"glance-api sends to broker B", "glance-api 发送到 broker B"},
	{"the project has no active one", "该项目没有处于 active 状态的镜像"},
	{"try: there is no trial %q", "试验：没有试验 %s"},
	{"find %s: %w", "查找%s：%s"},
	{"an image", "镜像"},
	{"a volume", "卷"},
	{"rename a volume and back", "给卷改名，再改回"},
	{"cinder-api sends to broker B", "cinder-api 发送到 broker B"},
	{"the project has none that is available or in use", "该项目没有处于 available 或 in-use 状态的卷"},

	// Plain prompts.
	{"a line is longer than 64 KiB", "有一行超过 64 KiB"},
	{"%d steps are blocked", "%d 个步骤受阻"},
	{"the plan says what is in their way", "计划中说明了受阻的原因"},
	{"the answers ended before the setup did", "设置尚未完成，回答就已结束"},
}
