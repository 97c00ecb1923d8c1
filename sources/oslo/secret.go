package oslo

import "strings"

// namesSecret reports whether a value under this key is a secret. It is
// generous: what is masked without need costs an operator a look at the
// service's own log, what is shown without need costs him the cloud.
//
// user_data is among them: it is base64, in which no other rule finds anything,
// and cloud-init scripts are where people put passwords.
func namesSecret(key string) bool {
	if len(key) < 3 || len(key) > 200 {
		return false
	}
	k := strings.ToLower(key)
	if strings.Contains(k, "token") || strings.Contains(k, "passw") {
		return !describesSecret(k)
	}
	for _, part := range [...]string{
		"secret", "passphrase", "adminpass", "admin_pass", "hmac_key", "private_key", "privatekey",
		"service_catalog", "servicecatalog", "api_key", "apikey", "user_data", "userdata", "provider_auth",
	} {
		if strings.Contains(k, part) {
			return true
		}
	}
	switch k {
	case "pass", "psk", "keyring", "encryption_key":
		return true
	}
	return strings.HasSuffix(k, "_pass") || strings.HasSuffix(k, "authorization")
}

// describesSecret tells what is said about a token or password from the thing
// itself.
func describesSecret(k string) bool {
	for _, end := range [...]string{
		"_expires_at", "_expires", "_expiry", "_expiration", "_issued_at", "_type", "_ttl", "_length", "_count", "_format",
	} {
		if strings.HasSuffix(k, end) {
			return true
		}
	}
	return false
}
