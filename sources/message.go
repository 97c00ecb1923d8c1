package sources

import "time"

// Message is one delivery as a broker handed it over, before decoding. The
// recording's format is this type as JSON.
type Message struct {
	ReceivedAt  time.Time
	Broker      string
	Exchange    string
	RoutingKey  string
	Redelivered bool
	Properties  Properties
	Headers     map[string]any // nil when there are none
	Body        []byte
}

// Properties are the AMQP 0-9-1 basic properties. oslo.messaging sets only the
// first four; the others are kept so that a recording loses nothing.
type Properties struct {
	ContentType     string     `json:"content_type,omitempty"`
	ContentEncoding string     `json:"content_encoding,omitempty"`
	DeliveryMode    uint8      `json:"delivery_mode,omitempty"`
	Priority        uint8      `json:"priority,omitempty"`
	CorrelationID   string     `json:"correlation_id,omitempty"`
	ReplyTo         string     `json:"reply_to,omitempty"`
	Expiration      string     `json:"expiration,omitempty"`
	MessageID       string     `json:"message_id,omitempty"`
	Timestamp       *time.Time `json:"timestamp,omitempty"`
	Type            string     `json:"type,omitempty"`
	UserID          string     `json:"user_id,omitempty"`
	AppID           string     `json:"app_id,omitempty"`
}
