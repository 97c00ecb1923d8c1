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
	k := strings.ReplaceAll(strings.ToLower(key), "-", "_")
	switch {
	case strings.Contains(k, "token"), strings.Contains(k, "passw"):
		return !describesSecret(k)
	case strings.Contains(k, "credential"):
		return !describesSecret(k) && !strings.HasSuffix(k, "_id")
	case containsAny(k,
		"secret", "passphrase", "passcode", "adminpass", "admin_pass", "pswd", "cookie",
		"service_catalog", "servicecatalog", "user_data", "userdata", "configdrive", "provider_auth"):
		return true
	case strings.Contains(k, "key") && containsAny(strings.ReplaceAll(k, "_", ""),
		"hmackey", "privatekey", "apikey", "accesskey", "authkey", "encryptionkey", "encryptedkey",
		"fernetkey", "sslkey", "signingkey", "sharedkey"):
		return true
	}
	switch k {
	case "pass", "psk", "pwd", "keyring", "kek",
		"catalog": // of services, as the body of a token calls it
		return true
	}
	return strings.HasSuffix(k, "_pass") || strings.HasSuffix(k, "authorization")
}

func containsAny(k string, parts ...string) bool {
	for _, part := range parts {
		if strings.Contains(k, part) {
			return true
		}
	}
	return false
}

// mayNameSecret also takes keys before which the rest of an escape stands, such
// as the n of \n or the u00e9 of \u00e9. It is quick to say no: every key that
// names a secret has one of these three letters in it.
func mayNameSecret(b []byte) bool {
	for i := range max(0, len(b)-2) {
		switch uint32(b[i]|0x20) | uint32(b[i+1]|0x20)<<8 | uint32(b[i+2]|0x20)<<16 {
		case 'k' | 'e'<<8 | 'y'<<16, 'k' | 'e'<<8 | 'k'<<16, 'p' | 'a'<<8 | 's'<<16, 'p' | 's'<<8 | 'k'<<16, 'p' | 's'<<8 | 'w'<<16, 'p' | 'w'<<8 | 'd'<<16,
			't' | 'o'<<8 | 'k'<<16, 's' | 'e'<<8 | 'c'<<16, 'c' | 'r'<<8 | 'e'<<16, 'c' | 'o'<<8 | 'o'<<16, 'c' | 'a'<<8 | 't'<<16,
			'd' | 'a'<<8 | 't'<<16, 'd' | 'r'<<8 | 'i'<<16, 'a' | 'u'<<8 | 't'<<16:
			key := string(b)
			return len(b) > 100 || namesSecret(key) || namesSecret(key[1:]) || len(key) > 5 && namesSecret(key[5:])
		}
	}
	return false
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
