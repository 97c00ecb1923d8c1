package eventlog

import (
	"encoding/binary"
	"encoding/hex"
	"strings"
	"unicode/utf8"
)

// How a text is kept: its first byte says which.
const (
	plainText = iota
	dashedID  // 8-4-4-4-12 hexadecimal digits
	bareID    // 32 hexadecimal digits
	requestID // "req-" and a dashed one
	ownedID   // an identifier, and the one that it was made for
)

const requestPrefix = "req-"

// encodeText appends s in the form it is kept in. Identifiers, most of what
// differs from row to row, shrink from 36 bytes to 17.
func encodeText(dst []byte, s string) []byte {
	kind := plainText
	id := s
	switch {
	case len(s) == 36:
		kind = dashedID
	case len(s) == 32:
		kind = bareID
	case len(s) == 40 && strings.HasPrefix(s, requestPrefix):
		kind, id = requestID, s[len(requestPrefix):]
	}
	if kind != plainText {
		var raw [16]byte
		if packID(&raw, id) {
			return append(append(dst, byte(kind)), raw[:]...)
		}
	}
	return append(append(dst, plainText), s...)
}

// encodeOwned appends a request and the request of another service that it was
// made for. As text it is the first; its owner is the second.
func encodeOwned(dst []byte, s, owner string) []byte {
	own := encodeText(nil, s)
	dst = binary.AppendUvarint(append(dst, ownedID), uint64(len(own)))
	return encodeText(append(dst, own...), owner)
}

// split takes apart what encodeOwned made; any other text has no owner.
func split(b []byte) (own, owner []byte) {
	if len(b) == 0 || b[0] != ownedID {
		return b, nil
	}
	size, n := binary.Uvarint(b[1:])
	b = b[1+n:]
	return b[:size], b[size:]
}

func decodeText(b []byte) string {
	b, _ = split(b)
	if len(b) == 0 {
		return ""
	}
	var buf [40]byte
	return string(appendText(buf[:0], b))
}

// appendText appends the text that encodeText kept as b.
func appendText(dst, b []byte) []byte {
	if len(b) == 0 {
		return dst
	}
	switch b[0] {
	case dashedID:
		return appendDashed(dst, b[1:])
	case bareID:
		return hex.AppendEncode(dst, b[1:])
	case requestID:
		return appendDashed(append(dst, requestPrefix...), b[1:])
	}
	return append(dst, b[1:]...)
}

func appendDashed(dst, raw []byte) []byte {
	for i, end := range [...]int{4, 6, 8, 10, 16} {
		from := 0
		if i > 0 {
			dst = append(dst, '-')
			from = [...]int{4, 6, 8, 10}[i-1]
		}
		dst = hex.AppendEncode(dst, raw[from:end])
	}
	return dst
}

// packID reads 32 lower-case hexadecimal digits, with dashes where a UUID has
// them or with none.
func packID(raw *[16]byte, s string) bool {
	dashed := len(s) == 36
	n := 0
	for i := 0; i < len(s); i++ {
		if dashed && (i == 8 || i == 13 || i == 18 || i == 23) {
			if s[i] != '-' {
				return false
			}
			continue
		}
		v := nibbles[s[i]]
		if v == 0 {
			return false
		}
		raw[n>>1] = raw[n>>1]<<4 | (v - 1)
		n++
	}
	return n == 32
}

// nibbles has a digit's value plus one; zero is no digit.
var nibbles = func() (t [256]byte) {
	for i, c := range "0123456789abcdef" {
		t[c] = byte(i + 1)
	}
	return t
}()

// clip bounds the text of a row's field, at a character's border.
func clip(s string) string {
	if len(s) <= maxFieldLength {
		return s
	}
	end := maxFieldLength
	for end > maxFieldLength-utf8.UTFMax && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + "…"
}
