package pyyaml

import (
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"github.com/ceilotop/ceilotop/sources/meterdef/jsonpath"
)

// scalar is what a word means: a quoted one is a text, a plain one what PyYAML's
// resolver says.
func scalar(n ast.Node) Value {
	t := n.GetToken()
	if t == nil {
		return nil
	}
	if s, ok := n.(*ast.StringNode); ok {
		if t.Type == token.SingleQuoteType || t.Type == token.DoubleQuoteType {
			return s.Value
		}
		return plain(s.Value)
	}
	if n.Type() == ast.NullType && t.Type == token.ImplicitNullType {
		return nil
	}
	return plain(t.Value)
}

var (
	integers = regexp.MustCompile(`^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$`)
	floats   = regexp.MustCompile(`^(?:[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$`)
	dates    = regexp.MustCompile(`^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?)$`)
)

func plain(s string) Value {
	switch s {
	case "", "~", "null", "Null", "NULL":
		return nil
	case "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON":
		return true
	case "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF":
		return false
	}
	switch {
	case integers.MatchString(s):
		return integer(s)
	case floats.MatchString(s):
		return float(s)
	case dates.MatchString(s):
		return Date(s)
	}
	return s
}

func integer(s string) Value {
	digits := strings.ReplaceAll(s, "_", "")
	negative := strings.HasPrefix(digits, "-")
	digits = strings.TrimLeft(digits, "+-")
	i, ok := new(big.Int), true
	switch {
	case strings.Contains(digits, ":"):
		for part := range strings.SplitSeq(digits, ":") {
			n, _ := strconv.Atoi(part)
			i.Add(i.Mul(i, big.NewInt(60)), big.NewInt(int64(n)))
		}
	case strings.HasPrefix(digits, "0b"):
		_, ok = i.SetString(digits[2:], 2)
	case strings.HasPrefix(digits, "0x"):
		_, ok = i.SetString(digits[2:], 16)
	case digits != "0" && strings.HasPrefix(digits, "0"):
		_, ok = i.SetString(digits[1:], 8)
	default:
		_, ok = i.SetString(digits, 10)
	}
	if !ok {
		return s // 0b_, which Python refuses; no definition gains by it
	}
	if negative {
		i.Neg(i)
	}
	if i.IsInt64() {
		return i.Int64()
	}
	return i
}

func float(s string) jsonpath.Value {
	digits := strings.ToLower(strings.ReplaceAll(s, "_", ""))
	sign := 1.0
	if strings.HasPrefix(digits, "-") {
		sign = -1
	}
	switch digits = strings.TrimLeft(digits, "+-"); {
	case digits == ".inf":
		return math.Inf(int(sign))
	case digits == ".nan":
		return math.NaN()
	}
	f := 0.0
	for part := range strings.SplitSeq(digits, ":") {
		n, _ := strconv.ParseFloat(part, 64)
		f = f*60 + n
	}
	return sign * f
}
