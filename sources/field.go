package sources

// Field names a text field of an Event. Its String is the field's name in JSON.
type Field uint8

// The text fields, in the order of the JSON line as far as they are in it.
const (
	FieldBroker Field = iota
	FieldExchange
	FieldRoutingKey
	FieldEventType
	FieldPriority
	FieldPublisherID
	FieldService
	FieldHost
	FieldMessageID
	FieldRequestID
	FieldProjectID
	FieldUserID
	FieldResourceID
	FieldResourceName
	FieldError
	FieldGlobalRequestID // not in the JSON line
	FieldCount           // how many there are
)

var fieldNames = [FieldCount]string{
	"broker", "exchange", "routing_key", "event_type", "priority", "publisher_id", "service", "host",
	"message_id", "request_id", "project_id", "user_id", "resource_id", "resource_name", "error", "global_request_id",
}

func (f Field) String() string { return fieldNames[f] }

// Text returns the field's text, "" when the event has none.
func (e *Event) Text(f Field) string { return *e.text(f) }

// SetText sets the field's text.
func (e *Event) SetText(f Field, s string) { *e.text(f) = s }

func (e *Event) text(f Field) *string {
	switch f {
	case FieldBroker:
		return &e.Broker
	case FieldExchange:
		return &e.Exchange
	case FieldRoutingKey:
		return &e.RoutingKey
	case FieldEventType:
		return &e.EventType
	case FieldPriority:
		return &e.Priority
	case FieldPublisherID:
		return &e.PublisherID
	case FieldService:
		return &e.Service
	case FieldHost:
		return &e.Host
	case FieldMessageID:
		return &e.MessageID
	case FieldRequestID:
		return &e.RequestID
	case FieldProjectID:
		return &e.ProjectID
	case FieldUserID:
		return &e.UserID
	case FieldResourceID:
		return &e.ResourceID
	case FieldResourceName:
		return &e.ResourceName
	case FieldGlobalRequestID:
		return &e.GlobalRequestID
	}
	return &e.Err
}

// A FieldTest asks about the text of one field only, so whoever keeps events
// may remember its answer for every other event with the same text. Pass is
// safe for concurrent use and does not keep the text.
type FieldTest struct {
	Field Field
	Pass  func(text string) bool // also asked about "", a field that is missing
}
