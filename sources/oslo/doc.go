// Package oslo reads what oslo.messaging puts on the wire: the notification
// envelope, its many shapes of payload, and transport_url. It is pure: it opens
// nothing and knows no broker.
package oslo
