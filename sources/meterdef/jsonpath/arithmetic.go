package jsonpath

import (
	"errors"
	"math/big"
	"strings"
)

// errType is Python's TypeError, which arithmetic takes for no result and all
// else for a failure.
var errType = errors.New("the type of the value does not allow it")

// maxRepeated bounds what * makes of a text or a list and a number.
const maxRepeated = 1 << 20

// calculate is Python's a op b.
func calculate(op byte, a, b Value) (Value, error) {
	x, xInt := integer(a)
	y, yInt := integer(b)
	if xInt && yInt {
		switch op {
		case '+':
			return normal(new(big.Int).Add(x, y)), nil
		case '-':
			return normal(new(big.Int).Sub(x, y)), nil
		}
		if x.BitLen()+y.BitLen() > 8*maxRepeated {
			return nil, errors.New("a number gets too long")
		}
		return normal(new(big.Int).Mul(x, y)), nil
	}
	f, fFloat := a.(float64)
	g, gFloat := b.(float64)
	if (fFloat || xInt) && (gFloat || yInt) {
		var err error
		if !fFloat {
			f, err = float(x)
		}
		if !gFloat && err == nil {
			g, err = float(y)
		}
		if err != nil {
			return nil, err
		}
		switch op {
		case '+':
			return f + g, nil
		case '-':
			return f - g, nil
		}
		return f * g, nil
	}
	switch op {
	case '+':
		switch a := a.(type) {
		case string:
			if b, ok := b.(string); ok {
				return a + b, nil
			}
		case []Value:
			if b, ok := b.([]Value); ok {
				return append(append([]Value{}, a...), b...), nil
			}
		}
	case '*':
		if yInt {
			return repeat(a, y)
		}
		if xInt {
			return repeat(b, x)
		}
	}
	return nil, errType
}

func float(i *big.Int) (float64, error) {
	f, _ := new(big.Float).SetInt(i).Float64()
	if f-f != 0 {
		return 0, errors.New("an integer is too large for a float")
	}
	return f, nil
}

func repeat(v Value, times *big.Int) (Value, error) {
	n := 0
	switch {
	case times.Sign() <= 0:
	case times.IsInt64() && times.Int64() <= maxRepeated:
		n = int(times.Int64())
	default:
		return nil, errors.New("a text or list is repeated too often")
	}
	switch v := v.(type) {
	case string:
		if len(v)*n > maxRepeated {
			return nil, errors.New("a text is repeated too often")
		}
		return strings.Repeat(v, n), nil
	case []Value:
		if len(v)*n > maxRepeated {
			return nil, errors.New("a list is repeated too often")
		}
		list := []Value{}
		for range n {
			list = append(list, v...)
		}
		return list, nil
	}
	return nil, errType
}
