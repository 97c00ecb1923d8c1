package words

// saidByMeterdef are where meter definitions are from, why Ceilometer leaves one
// out, and what goes wrong with one on an event.
var saidByMeterdef = []said{
	{"built-in table of %s", "%s 的内置定义表"},

	// What is wrong with a definition.
	{"it has no %s", "缺少 %s"},
	{"(Ceilometer takes a volume of 0 for a missing one)", "（Ceilometer 把为 0 的 volume 视为缺少）"},
	{"%q is no type of a meter", "%q 不是计量项的类型"},
	{"%s is no path", "%s 不是路径"},
	{"event_type is neither a text nor a list", "event_type 既不是文本也不是列表"},
	{"an event_type is no text", "某个 event_type 不是文本"},
	{"lookup is a mapping", "lookup 是映射"},
	{"lookup is empty or no list", "lookup 为空或不是列表"},
	{"metadata is no mapping", "metadata 不是映射"},
	{"its name is a list or a mapping", "其名称是列表或映射"},
	{"the notification agent stops at this definition: %s", "notification agent 在此定义处停止：%s"},
	{"line 1: the file is no mapping with the key metric", "第 1 行：文件不是含有键 metric 的映射"},
	{"line %d: metric is not a list of definitions", "第 %d 行：metric 不是定义的列表"},
	{"line %d: definition %d is no mapping", "第 %d 行：第 %d 个定义不是映射"},

	// What is wrong with its plugin.
	{"its plugin is neither a name nor a mapping", "其插件既不是名称也不是映射"},
	{"its plugin has no name", "其插件没有名称"},
	{"its plugin's parameters are no mapping", "其插件的参数不是映射"},
	{"its plugin cannot give more than one value", "其插件不能给出多个值"},
	{"no plugin is called %s", "没有名为 %s 的插件"},
	{"the separator of split is no text", "split 的分隔符不是文本"},
	{"%s of split is no integer", "split 的 %s 不是整数"},
	{"split by an empty separator", "split 的分隔符为空"},
	{"initial_bitfield is no integer", "initial_bitfield 不是整数"},
	{"the flags of bitfield are no list", "bitfield 的 flags 不是列表"},
	{"a flag of bitfield is no mapping", "bitfield 的某个 flag 不是映射"},
	{"a flag of bitfield has no path or no bit", "bitfield 的某个 flag 缺少路径或位"},

	{"map has no values", "map 没有 values"},
	{"the values of map are no mapping", "map 的 values 不是映射"},

	// What goes wrong on an event.
	{"map cannot look up %s, a list or a mapping", "map 无法查找 %s：它是列表或映射"},
	{"timestamp: %w", "时间戳：%s"},
	{"no ISO 8601 time", "不是 ISO 8601 时间"},
	{"volume: %s is neither a number nor a text", "volume：%s 既不是数字也不是文本"},
	{"the payload: %w", "通知的 payload：%s"},
	{"the notification: %w", "通知：%s"},
	{"the notification is no object", "通知不是对象"},
	{"%s is not a list of values", "%s 不是值的列表"},
	{"%s: %d for %d names", "%s：%d 个值对应 %d 个名称"},
	{"%s: 1 for %d names", "%s：1 个值对应 %d 个名称"},
	{"user_metadata: %s is no mapping", "user_metadata：%s 不是映射"},
	{"metadata: %s", "元数据 metadata：%s"},
}
