package mongodb

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// target is a MongoDB URL, taken apart as pymongo does it. The password is kept
// apart: fmt prints a secret in a field like these.
type target struct {
	user       string
	hosts      []string
	database   string
	authSource string   // of the URL or, without one there, the database
	parameters []string // key=value, in the driver's words
	blanks     bool     // a + in the credentials became a blank
}

const scheme = "mongodb://"

// parse reads a URL. Errors never show the credentials. The driver is only
// given what this function has put together again, so that the driver's errors
// do not show them either.
func parse(text string) (t target, password sources.Secret, err error) {
	rest, ok := strings.CutPrefix(text, scheme)
	if !ok {
		found, _, _ := strings.Cut(text, ":")
		if found == "mongodb+srv" {
			return t, "", sources.WithHint(errors.New("read the MongoDB URL: mongodb+srv is not read, since no pymongo that Ceilometer used knows it"), "name the hosts: mongodb://host1,host2/ceilometer")
		}
		return t, "", sources.WithHint(errors.New("read the MongoDB URL: it does not begin with mongodb://"), "it has the form mongodb://user:password@host:27017/ceilometer")
	}
	authority, path, _ := strings.Cut(rest, "/")
	name, query, _ := strings.Cut(path, "?")
	// Behind the slash an @ has to be escaped; one that is not ends a password.
	if strings.Contains(path, "@") {
		return t, "", sources.WithHint(errors.New("read the MongoDB URL: user or password has a / in it"), "write / as %2F, and an @ behind the hosts as %40")
	}
	at := strings.LastIndex(authority, "@")
	if at >= 0 {
		if password, err = t.login(authority[:at]); err != nil {
			return t, "", err
		}
	}
	for host := range strings.SplitSeq(authority[at+1:], ",") {
		if host == "" {
			return t, "", sources.WithHint(errors.New("read the MongoDB URL: a host is missing"), "it has the form mongodb://user:password@host:27017/ceilometer")
		}
		t.hosts = append(t.hosts, host)
	}
	t.database = unquote(name)
	if t.database == "" {
		return t, "", sources.WithHint(fmt.Errorf("read the MongoDB URL: it names no database after %s", sources.Visible(strings.Join(t.hosts, ","))), "Ceilometer's is usually called ceilometer: mongodb://host:27017/ceilometer")
	}
	if strings.ContainsAny(t.database, "/\\. \"$\x00") {
		return t, "", fmt.Errorf("read the MongoDB URL: %q cannot be the name of a database", t.database)
	}
	t.authSource = t.database
	t.translate(query)
	return t, password, nil
}

// login takes user and password apart. pymongo reads a + there as a blank, and
// takes a % that begins no escape for itself.
func (t *target) login(info string) (sources.Secret, error) {
	user, password, _ := strings.Cut(info, ":")
	if strings.Contains(info, "@") || strings.Contains(password, ":") {
		return "", sources.WithHint(errors.New("read the MongoDB URL: user or password has a : or an @ in it"), "write : as %3A and @ as %40")
	}
	if user == "" {
		return "", errors.New("read the MongoDB URL: there is a password without a user")
	}
	t.blanks = strings.Contains(info, "+")
	t.user = unquote(strings.ReplaceAll(user, "+", " "))
	return sources.Secret(unquote(strings.ReplaceAll(password, "+", " "))), nil
}

// unquote is Python's urllib.parse.unquote.
func unquote(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if c, err := url.PathUnescape(s[i : i+3]); err == nil {
				b.WriteString(c)
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// translate reads the options after the question mark. Those of pymongo for TLS
// have other names in the driver.
func (t *target) translate(query string) {
	pairs := strings.FieldsFunc(query, func(r rune) bool { return r == '&' || r == ';' })
	separateKey := slices.ContainsFunc(pairs, func(pair string) bool { return strings.HasPrefix(strings.ToLower(pair), "ssl_keyfile=") })
	for _, pair := range pairs {
		key, value, _ := strings.Cut(pair, "=")
		switch strings.ToLower(key) {
		case "authsource":
			t.authSource = unquote(value)
		case "ssl_ca_certs":
			key = "tlsCAFile"
		case "ssl_keyfile":
			key = "tlsPrivateKeyFile"
		case "ssl_certfile":
			key = "tlsCertificateKeyFile"
			if separateKey {
				key = "tlsCertificateFile"
			}
		case "ssl_cert_reqs":
			if value != "CERT_NONE" && value != "0" {
				continue // the driver checks certificates anyhow
			}
			key, value = "tlsInsecure", "true"
		}
		t.parameters = append(t.parameters, key+"="+value)
	}
}

// url is the URL for the driver.
func (t target) url(password sources.Secret) string {
	var b strings.Builder
	b.WriteString(scheme)
	if t.user != "" {
		b.WriteString(url.QueryEscape(t.user)) // PathEscape leaves : and @ alone
		if password != "" {
			b.WriteString(":" + url.QueryEscape(password.Reveal()))
		}
		b.WriteString("@")
	}
	text := strings.ReplaceAll(b.String(), "+", "%20") + strings.Join(t.hosts, ",") + "/" + url.PathEscape(t.database)
	if len(t.parameters) > 0 {
		text += "?" + strings.Join(t.parameters, "&")
	}
	return text
}

// address is the URL to show: hosts and database.
func (t target) address() string { return scheme + t.servers() + "/" + t.database }

func (t target) servers() string { return strings.Join(t.hosts, ",") }

// errorf formats an error in which no option that is a secret can stand.
func (t target) errorf(format string, args ...any) error {
	text := fmt.Sprintf(format, args...)
	for _, pair := range t.parameters {
		key, value, _ := strings.Cut(pair, "=")
		if strings.Contains(strings.ToLower(key), "password") && value != "" {
			text = strings.ReplaceAll(text, value, sources.Masked)
			text = strings.ReplaceAll(text, unquote(value), sources.Masked)
		}
	}
	return errors.New(sources.Visible(text))
}
