package oslo

import "github.com/ceilotop/ceilotop/sources"

// URLError says which part of a transport_url is wrong. It holds nothing that
// could be a password.
type URLError struct {
	Part, Reason string
	Advice       string
}

func (e *URLError) Error() string { return "reading transport_url: " + e.Part + " " + e.Reason }

// Hint is the one thing to do about it.
func (e *URLError) Hint() string { return e.Advice }

// DriverError says that a transport_url is for something other than RabbitMQ.
type DriverError struct{ Driver string }

func (e *DriverError) Error() string {
	return "reading transport_url: the driver " + sources.Visible(e.Driver) + " does not lead to RabbitMQ"
}

// Hint says what ceilotop can tap.
func (e *DriverError) Hint() string {
	return "Give the URL of a RabbitMQ broker: rabbit://USER:PASSWORD@HOST:5672/."
}
