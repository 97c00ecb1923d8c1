package oslo

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
)

const token = "gAAAAABhx-0123456789_abcdefghijklmnopqrstuvwxyz0123456789=="

func TestMaskedByKey(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{"auth_token": "abc", "b": 1}`:                                                          `{"auth_token": "******", "b": 1}`,
		`{"a": [{"x": {"adminPass": "abc"}}]}`:                                                   `{"a": [{"x": {"adminPass": "******"}}]}`,
		`{"X-Auth-Token":"abc","OS_PASSWORD":"d"}`:                                               `{"X-Auth-Token":"******","OS_PASSWORD":"******"}`,
		`{"service_catalog": [{"url": "x"}], "roles": ["a"]}`:                                    `{"service_catalog": "******", "roles": ["a"]}`,
		`{"trace_info": {"hmac_key": "k", "base_id": "b"}}`:                                      `{"trace_info": {"hmac_key": "******", "base_id": "b"}}`,
		`{"secret": {"a": 1}, "password": 12, "passwd": true}`:                                   `{"secret": "******", "password": "******", "passwd": "******"}`,
		`{"user_data": "I2Nsb3VkLWNvbmZpZwo=", "psk": "p"}`:                                      `{"user_data": "******", "psk": "******"}`,
		`{"auth_tok\u0065n": "abc"}`:                                                             `{"auth_tok\u0065n": "******"}`,
		`{"password": "a\"b\\", "c": "}"}`:                                                       `{"password": "******", "c": "}"}`,
		`{"s": "{\"token\": \"abc\", \"n\": 1}"}`:                                                `{"s": "{\"token\": \"******\", \"n\": 1}"}`,
		`{"e": "{'auth_token': 'abc', 'user': 'u'}"}`:                                            `{"e": "{'auth_token': '******', 'user': 'u'}"}`,
		`{"e": "Ctx(u'admin_pass': u'it\\'s', 'x': None)"}`:                                      `{"e": "Ctx(u'admin_pass': u'******', 'x': None)"}`,
		`{"cmd": ["--os-password=abc", "--token=", "a=b"]}`:                                      `{"cmd": ["--os-password=******", "--token=", "a=b"]}`,
		`{"oslo.version": "2.0", "oslo.message": "{\"password\": \"abc\", \"m\": \"\\u00fc\"}"}`: `{"oslo.version": "2.0", "oslo.message": "{\"password\": \"******\", \"m\": \"\\u00fc\"}"}`,
	} {
		got := MaskJSON([]byte(in))
		if string(got) != want {
			t.Errorf("MaskJSON(%s)\n got %s\nwant %s", in, got, want)
		}
		if !json.Valid(got) {
			t.Errorf("MaskJSON(%s) = %s, which is not JSON", in, got)
		}
	}
}

func TestMaskedByShape(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{"a": "` + token + `"}`:                                     `{"a": "******"}`,
		`{"a": "id=1 ` + token + `, rest"}`:                          `{"a": "id=1 ******, rest"}`,
		`{"` + token + `": 1}`:                                       `{"******": 1}`,
		`{"a": "\u0067AAAA` + token[5:] + `"}`:                       `{"a": "******"}`,
		`{"u": "mysql+pymysql://nova:p%40ss@db:3306/nova"}`:          `{"u": "mysql+pymysql://nova:******@db:3306/nova"}`,
		`{"u": "rabbit://a:x@h1:5672,b:y@h2:5672//?ssl=1"}`:          `{"u": "rabbit://a:******@h1:5672,b:******@h2:5672//?ssl=1"}`,
		`{"u": "http://h:8774/v2.1?x=a@b:c", "m": "a@b.c", "h": 1}`:  `{"u": "http://h:8774/v2.1?x=a@b:c", "m": "a@b.c", "h": 1}`,
		`{"u": "http://user@h/", "v": "vm@fake#pool", "w": "://:@"}`: `{"u": "http://user@h/", "v": "vm@fake#pool", "w": "://:@"}`,
		`not JSON: ` + token + ` and amqp://u:p@h`:                   `not JSON: ****** and amqp://u:******@h`,
		`{"cut": {"auth_token": "abc", "off": "`:                     `{"cut": {"auth_token": "******", "off": "`,
		`{\"auth_token\": \"abc\", \"s\": {\"secret\": {\"a\": 1`:    `{\"auth_token\": \"******\", \"s\": {\"secret\": ******`,
	} {
		if got := MaskJSON([]byte(in)); string(got) != want {
			t.Errorf("MaskJSON(%s)\n got %s\nwant %s", in, got, want)
		}
	}
}

func TestHarmlessStays(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		`{"token_id": null, "auth_token": "", "service_catalog": [], "secret": {}, "password": "******"}`,
		`{"event_type": "identity.OS-TRUST:trust.created", "key_name": "k", "public_key": "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC1 x"}`,
		`{"event_type": "identity.authenticate", "password_expires_at": "2026-11-23", "token_expires_at": "t"}`,
		`{"reason": "token was rejected: invalid", "gAAAA": "gAAAAshort", "a": "'quoted': 'x' \"token\" x"}`,
		`{"e": "{'auth_token': None, 'token': '', 'secrets': []}"}`,
	} {
		b := []byte(in)
		if got := MaskJSON(b); &got[0] != &b[0] || string(got) != in {
			t.Errorf("MaskJSON(%s) = %s, want the same slice", in, got)
		}
	}
}

// TestDecodeMasksTheMessage plants a token where Nova leaks it.
func TestDecodeMasksTheMessage(t *testing.T) {
	t.Parallel()
	const secret = "5f1d3c0de0ffee"
	notification := `{"event_type": "detach_volume", "_context_auth_token": "` + secret + `", "payload": {"exception": "{'token': '` + secret +
		`'}", "args": {"context": {"auth_token": "` + token + `"}, "instance": {"uuid": "i"}}}}`
	for _, body := range []string{notification, enveloped(notification), enveloped(notification)[:200]} {
		m, e := decode(body)
		for _, out := range [][]byte{m.Body, e.Payload, e.Raw, AppendEvent(nil, &e)} {
			if bytes.Contains(out, []byte(secret)) || bytes.Contains(out, []byte(token[:20])) {
				t.Errorf("a secret shows in %s", out)
			}
		}
		if e.Err == "" && e.ResourceID != "i" {
			t.Errorf("resource %q", e.ResourceID)
		}
		again := sources.Message{Body: m.Body}
		var e2 sources.Event
		new(Decoder).Decode(&again, &e2)
		if e2.Err != e.Err && e.Err == "" || !bytes.Equal(again.Body, m.Body) {
			t.Errorf("the masked body decodes with %q", e2.Err)
		}

		m = sources.Message{Body: []byte(body)}
		(&Decoder{ShowSecrets: true}).Decode(&m, &e)
		if string(m.Body) != body || e.Err == "" && !strings.Contains(string(e.Payload), secret) {
			t.Error("ShowSecrets masks")
		}
	}
}
