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
		`{"token": 1, "catalog": [{"endpoints": "http://h"}]}`:                                   `{"token": "******", "catalog": "******"}`,
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
		`no JSON auth_token": "abc", "off": 1`:                       `no JSON auth_token": "******", "off": 1`,
		`auth_token": "abc"`:                                         `auth_token": "******"`,
		`{"conf": "password = abc\nuser = u"}`:                       `{"conf": "password = ******\u000auser = u"}`,
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
		`{"e": "at 17:31:33 of http://token:8774/v3/auth/tokens: 404, fa:16:3e:00:11:22", "credential_id": "c", "policy": "identity:list"}`,
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

// TestMaskedInPlainText has what logs, curl and exceptions say.
func TestMaskedInPlainText(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`password: S3CRET`:                                            `password: ******`,
		`password: S3CRET, user: u`:                                   `password: ******, user: u`,
		`X-Auth-Token: S3CRET`:                                        `X-Auth-Token: ******`,
		`curl -H "X-Auth-Token:S3CRET" http://h:8774/v2.1`:            `curl -H "X-Auth-Token:******" http://h:8774/v2.1`,
		`curl -H 'Authorization: Bearer S3CRET' http://h`:             `curl -H 'Authorization: ******' http://h`,
		"Authorization: AWS4 Credential=a, Signature=S3CRET\nHost: h": "Authorization: ******\nHost: h",
		`Set-Cookie: sid=S3CRET; Path=/`:                              `Set-Cookie: ******; Path=/`,
		"db:\n  admin_pass: S3CRET\n  host: h":                        "db:\n  admin_pass: ******\n  host: h",
		`{"e": "failed\npsk: S3CRET\nhost: h"}`:                       `{"e": "failed\u000apsk: ******\u000ahost: h"}`,
		`{"e": "é psk: S3CRET", "f": "\u00e9psk: S3CRET"}`:            `{"e": "é psk: ******", "f": "épsk: ******"}`,
		`{"e": "auth: token: S3CRET at 17:31:33"}`:                    `{"e": "auth: token: ****** at 17:31:33"}`,
		`{"e": {"password: S3CRET": 1}}`:                              `{"e": {"password: ******": "******"}}`,
		`{"accessKey": "S3CRET", "access-key-id": "S3CRET"}`:          `{"accessKey": "******", "access-key-id": "******"}`,
		`{"credentials": {"a": "S3CRET"}, "Credential": "S"}`:         `{"credentials": "******", "Credential": "******"}`,
		`{"X-Api-Key": "S", "passcode": "S", "sslkey": "S"}`:          `{"X-Api-Key": "******", "passcode": "******", "sslkey": "******"}`,
	} {
		got := MaskJSON([]byte(in))
		if string(got) != want {
			t.Errorf("MaskJSON(%s)\n got %s\nwant %s", in, got, want)
		}
		if again := MaskJSON(got); !bytes.Equal(again, got) {
			t.Errorf("masked twice: %s", again)
		}
	}
}

func TestPrivateKeysAreMasked(t *testing.T) {
	t.Parallel()
	const key = "MIIEowIBAAKCAQEA\nS3CRET+/=\n"
	for in, want := range map[string]string{
		"x -----BEGIN RSA PRIVATE KEY-----\n" + key + "-----END RSA PRIVATE KEY----- y":         "x -----BEGIN RSA PRIVATE KEY-----******-----END RSA PRIVATE KEY----- y",
		"-----BEGIN PRIVATE KEY-----\n" + key:                                                   "-----BEGIN PRIVATE KEY-----******",
		"-----BEGIN PGP PRIVATE KEY BLOCK-----\n" + key + "-----END PGP PRIVATE KEY BLOCK-----": "-----BEGIN PGP PRIVATE KEY BLOCK-----******-----END PGP PRIVATE KEY BLOCK-----",
		"-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n" + key + "\"cut":            "-----BEGIN EC PRIVATE KEY-----******\"cut",
		"-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE----- PRIVATE KEY":              "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE----- PRIVATE KEY",
		"-----BEGIN PUBLIC KEY-----\nMIIE\n-----END PUBLIC KEY-----":                            "-----BEGIN PUBLIC KEY-----\nMIIE\n-----END PUBLIC KEY-----",
	} {
		for _, wrap := range []func(string) string{
			func(s string) string { return s },
			func(s string) string { b, _ := json.Marshal(map[string]string{"x": s}); return string(b) },
			func(s string) string {
				b, _ := json.Marshal(map[string]string{"x": s})
				b, _ = json.Marshal(map[string]string{"oslo.message": string(b)})
				return string(b)
			},
		} {
			got, want := MaskJSON([]byte(wrap(in))), wrap(want)
			if string(got) != want && string(got) != strings.ReplaceAll(want, `\n`, `\u000a`) && string(got) != strings.ReplaceAll(want, `\\n`, `\\u000a`) {
				t.Errorf("MaskJSON(%s)\n got %s\nwant %s", wrap(in), got, want)
			}
			if again := MaskJSON(got); !bytes.Equal(again, got) {
				t.Errorf("masked twice: %s", again)
			}
		}
	}
}
