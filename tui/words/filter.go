package words

// Filter is what can be wrong with a filter, but for what the expression
// language says: that is English only.
type Filter struct {
	TooLong        string // %s how many characters
	NothingYet     string // there is a prefix and nothing behind it
	BodyExpression string // @ before an expression
	NoBody         string // @ where rows have no body
	NoCondition    string
	BadPattern     string // %s what is wrong in a regular expression
}

var filterEnglish = Filter{
	TooLong: "a filter has at most %s characters", NothingYet: "nothing to search for yet",
	BodyExpression: "an expression reads the body as payload: leave out the @",
	NoBody:         "these rows have no body to search: leave out the @",
	NoCondition:    "this is not a condition that is true or false", BadPattern: "regular expression: %s",
}

var filterChinese = Filter{
	TooLong: "过滤条件最多 %s 个字符", NothingYet: "还没有要搜索的内容",
	BodyExpression: "表达式通过 payload 读取正文：请去掉 @",
	NoBody:         "这些行没有可搜索的正文：请去掉 @",
	NoCondition:    "这不是可判断真假的条件", BadPattern: "正则表达式有误：%s",
}
