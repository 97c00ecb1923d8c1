package words

// Events are the texts of the Events page.
type Events struct {
	Title string
}

var (
	eventsEnglish = Events{Title: "Events"}
	eventsChinese = Events{Title: "事件"}
)
