package standin

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strings"
	"time"
)

// AMQP 0-9-1 as far as a login: connection.start, start-ok, tune, tune-ok, open,
// open-ok, close (the class is 10). Channels open and close; whoever asks for
// more is told that there is no more.
const (
	start, startOk, tune, tuneOk, open, openOk, shut, shutOk = 10, 11, 30, 31, 40, 41, 50, 51

	methodFrame, heartbeatFrame, frameEnd = 1, 8, 0xce

	connectionClass, channelClass = 10, 20

	maxFrame = 131072
	// idle is how long a client may be silent.
	idle = time.Minute
)

func (b *Broker) accept() {
	for {
		conn, err := b.amqp.Accept()
		if err != nil {
			return
		}
		b.mu.Lock()
		if b.closed {
			_ = conn.Close()
		} else {
			b.open[conn] = true
			b.conns.Go(func() { b.speak(conn) })
		}
		b.mu.Unlock()
	}
}

func (b *Broker) speak(conn net.Conn) {
	defer func() {
		_ = conn.Close()
		b.mu.Lock()
		delete(b.open, conn)
		b.mu.Unlock()
	}()
	c := &client{conn: conn, r: bufio.NewReader(conn)}
	header := make([]byte, 8)
	_ = conn.SetDeadline(time.Now().Add(idle))
	if _, err := io.ReadFull(c.r, header); err != nil {
		return
	}
	if string(header) != "AMQP\x00\x00\x09\x01" {
		_, _ = io.WriteString(conn, "AMQP\x00\x00\x09\x01")
		return
	}
	c.send(0, connectionClass, start, "\x00\x09"+table(
		"product", "ceilotop's stand-in for RabbitMQ", "version", BrokerVersion, "platform", "no message goes through it",
	)+long("PLAIN")+long("en_US"))
	var name, password string
	for {
		m, err := c.next()
		if err != nil {
			return
		}
		switch {
		case m.class == connectionClass && m.method == startOk:
			name, password = m.plain()
			if code, text := b.refuses(name, password, anyVHost); code != 0 {
				c.send(0, connectionClass, shut, fail(code, text))
				continue
			}
			c.send(0, connectionClass, tune, u16(2047)+u32(maxFrame)+u16(60))
		case m.class == connectionClass && m.method == tuneOk:
		case m.class == connectionClass && m.method == open:
			if code, text := b.refuses(name, password, m.short()); code != 0 {
				c.send(0, connectionClass, shut, fail(code, text))
				continue
			}
			c.send(0, connectionClass, openOk, "\x00")
		case m.class == connectionClass && m.method == shut:
			c.send(0, connectionClass, shutOk, "")
			return
		case m.class == connectionClass && m.method == shutOk:
			return
		case m.class == channelClass && m.method == 10:
			c.send(m.channel, channelClass, 11, long(""))
		case m.class == channelClass && m.method == 40:
			c.send(m.channel, channelClass, 41, "")
		case m.class == channelClass:
		default:
			c.send(0, connectionClass, shut, fail(540, "NOT_IMPLEMENTED - a stand-in carries no messages"))
		}
	}
}

// client is one connection. What cannot be written shows at the next read.
type client struct {
	conn net.Conn
	r    *bufio.Reader
}

func (c *client) send(channel, class, method uint16, arguments string) {
	payload := u16(class) + u16(method) + arguments
	_, _ = io.WriteString(c.conn, "\x01"+u16(channel)+u32(uint32(len(payload)))+payload+string([]byte{frameEnd}))
}

// method is a frame with a method; at is behind what was read of its arguments.
type method struct {
	channel, class, method uint16
	arguments              []byte
}

var errFrame = errors.New("that is no frame")

// next is the next method.
func (c *client) next() (m method, err error) {
	for {
		_ = c.conn.SetDeadline(time.Now().Add(idle))
		var head [7]byte
		if _, err := io.ReadFull(c.r, head[:]); err != nil {
			return m, err
		}
		size := binary.BigEndian.Uint32(head[3:])
		if size > maxFrame {
			return m, errFrame
		}
		payload := make([]byte, size+1)
		if _, err := io.ReadFull(c.r, payload); err != nil {
			return m, err
		}
		switch {
		case payload[size] != frameEnd:
			return m, errFrame
		case head[0] == heartbeatFrame:
		case head[0] != methodFrame || size < 4:
			return m, errFrame
		default:
			return method{
				binary.BigEndian.Uint16(head[1:]), binary.BigEndian.Uint16(payload), binary.BigEndian.Uint16(payload[2:]), payload[4:size],
			}, nil
		}
	}
}

// take cuts off a text behind its length of that many bytes; "" if there is none.
func (m *method) take(length int) string {
	if len(m.arguments) < length {
		return ""
	}
	n := 0
	for _, b := range m.arguments[:length] {
		n = n<<8 | int(b)
	}
	rest := m.arguments[length:]
	if n > len(rest) {
		m.arguments = nil
		return ""
	}
	m.arguments = rest[n:]
	return string(rest[:n])
}

func (m *method) short() string { return m.take(1) }

// plain is who logs in, of a start-ok: properties, mechanism, response.
func (m *method) plain() (name, password string) {
	m.take(4)
	if m.short() != "PLAIN" {
		return "", ""
	}
	parts := strings.Split(m.take(4), "\x00")
	if len(parts) != 3 {
		return "", ""
	}
	return parts[1], parts[2]
}

func u16(n uint16) string { return string(binary.BigEndian.AppendUint16(nil, n)) }
func u32(n uint32) string { return string(binary.BigEndian.AppendUint32(nil, n)) }

func short(s string) string { return string([]byte{byte(len(s))}) + s }
func long(s string) string  { return u32(uint32(len(s))) + s }

// table is one of texts, and the capability to say why a login is refused.
func table(pairs ...string) string {
	var b strings.Builder
	for i := 0; i < len(pairs); i += 2 {
		b.WriteString(short(pairs[i]) + "S" + long(pairs[i+1]))
	}
	b.WriteString(short("capabilities") + "F" + long(short("authentication_failure_close")+"t\x01"))
	return long(b.String())
}

// fail are the arguments of a close.
func fail(code uint16, text string) string {
	return u16(code) + short(text[:min(len(text), 255)]) + u16(0) + u16(0)
}
