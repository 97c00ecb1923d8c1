package words

// saidByUsage is what ceilotop usage says about its sums.
var saidByUsage = []said{
	{"Usage from %s to %s", "%s 至 %s 的用量"},
	{"servers", "云主机"},
	{"volumes", "卷"},
	{"images", "镜像"},
	{"all of them are known", "全部已知"},
	{"a lower bound: what was unobserved may have had more", "下限：未观测的时间里可能还有更多"},
	{"a lower bound: there is no inventory, and what was silent is not known", "下限：没有初始清单，未发出事件的资源不为所知"},
	{"Unobserved", "未观测"},
	{"%s to %s, %d seconds", "%s 至 %s，%s 秒"},
	{"certain", "确定"},
	{"inferred", "推断"},
	{"unobserved", "未观测"},
	{"total", "合计"},
	{"cost", "费用"},
	{"Cost", "费用"},
	{"without a price: %s", "没有价格：%s"},
	{"Nothing was used", "没有用量"},
	{"no server, volume or image is known of that time", "该时段没有已知的云主机、卷或镜像"},
	{"Project %s", "项目 %s"},
	{"Project %s, user %s", "项目 %s，用户 %s"},

	// The audits.
	{"Audits", "审计"},
	{"periods: %d; other than the events: %d", "周期：%s；与事件不符：%s"},
	{"periods after which too little was observed to miss anything: %d", "此后观测不足、无法判断缺失的周期：%s"},
	{"Audit of %s from %s to %s: %d expected, %d arrived", "%s的审计，%s 至 %s：应有 %s，收到 %s"},
	{"missing", "缺失"},
	{"ghost", "多余"},

	// What the sums leave out.
	{"Remarks", "备注"},
	{"%d events should tell of usage and cannot be read", "%s 个与用量有关的事件无法读取"},
	{"%d downloads may have been counted twice: only so many are remembered", "%s 次下载可能被重复计入：能记住的数量有限"},
	{"%d events of audits are of too many periods to be compared", "%s 个审计事件所属的周期过多，未作比较"},
	{"the server %s was there, and nothing says how large", "云主机 %s 存在过，但其规格不明"},

	// The what-if: the titles of its table, of messages and bytes a day, and what the
	// table does not have.
	{"event", "事件"},
	{"now_every", "现周期"},
	{"then_every", "新周期"},
	{"resources", "资源数"},
	{"mean_bytes", "平均字节"},
	{"now_messages", "现消息/天"},
	{"now_bytes", "现字节/天"},
	{"then_messages", "新消息/天"},
	{"then_bytes", "新字节/天"},
	{"burst", "突发"},
	{"%s: the audit of a %s ran about %d times, and sent the same each time; run it once a period", "%s：周期为 %s 的审计约运行了 %s 次，每次发送的内容相同；每个周期运行一次即可"},
	{"%d exists events are of no whole period, such as those of a resize; no period changes them, and they are not in the table", "%s 个 exists 事件不属于完整周期（例如调整规格时发出的）；周期长短与其无关，未列入表中"},
	{"%d polled messages have no second one to tell an interval by, and are not in the table", "%s 条轮询消息没有后续消息，无从得知间隔，未列入表中"},
	{"%d events could not be read", "%s 个事件无法读取"},
}
