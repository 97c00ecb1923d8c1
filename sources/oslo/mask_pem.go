package oslo

import (
	"bytes"

	"github.com/ceilotop/ceilotop/sources"
)

// privateKey returns where the key itself begins of which the A of -----BEGIN
// … PRIVATE KEY----- is at i, 0 if there is none. PGP's header says BLOCK, too.
func privateKey(b []byte, i int) int {
	const before, after, dashes, block = "PRIV", "ATE KEY", "-----", " BLOCK"
	if i < len(before) || string(b[i-len(before):i]) != before || len(b)-i < len(after) || string(b[i:i+len(after)]) != after {
		return 0
	}
	begin := bytes.LastIndex(b[max(0, i-40):i], []byte("-----BEGIN "))
	if begin < 0 {
		return 0
	}
	rest := bytes.TrimPrefix(b[i+len(after):], []byte(block))
	if !bytes.HasPrefix(rest, []byte(dashes)) {
		return 0
	}
	return len(b) - len(rest) + len(dashes)
}

// maskPrivateKeys masks what stands between the lines that begin and end one, or
// all that can belong to it when the end was cut off.
func maskPrivateKeys(b []byte) []byte {
	var out []byte
	done := 0
	for i := 0; ; i++ {
		j := bytes.IndexByte(b[i:], 'A')
		if j < 0 {
			break
		}
		i += j
		lo := privateKey(b, i)
		if lo == 0 {
			continue
		}
		hi := lo
		for hi < len(b) && armour(b[hi]) {
			hi++
		}
		if end := bytes.Index(b[lo:hi], []byte("-----END")); end >= 0 {
			hi = lo + end
		}
		if lo < hi && string(b[lo:hi]) != sources.Masked {
			out = append(append(out, b[done:lo]...), sources.Masked...)
			done = hi
		}
		i = max(i, hi-1)
	}
	if done == 0 {
		return b
	}
	return append(out, b[done:]...)
}

// armour reports whether c can stand in an armoured key: base64, the lines
// before it such as "Proc-Type: 4,ENCRYPTED", white space and its escapes.
func armour(c byte) bool {
	return letter(c) || digit(c) || space(c) || bytes.IndexByte([]byte(`+/=-_:;,.()@<>*\\`), c) >= 0
}
