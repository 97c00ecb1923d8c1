package usage

import (
	"errors"
	"fmt"
	"maps"
	"math/big"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/ceilotop/ceilotop/sources"
)

// Prices are what units of meters cost. A meter without a price costs nothing,
// and the report says so.
type Prices struct {
	Currency string
	// Decimals is to how many places a cost is rounded where it is shown.
	Decimals int
	each     map[Meter]*big.Rat // of one unit, as Meter.Unit says
}

const (
	defaultDecimals = 2
	maxDecimals     = 12
	maxDigits       = 100 // of a price
)

// ParsePrices reads a table of prices in YAML:
//
//	currency: EUR
//	decimals: 2
//	prices:
//	  vcpus:       {price: 0.0125, per: vCPU-hour}
//	  memory:      {price: 0.005, per: GB-hour}
//	  volume.size: {price: 0.10, per: GB-day}
//
// The numbers are read as they are written, never as floats. A month is no unit:
// it has 28 to 31 days. The name is for errors, which say the line.
func ParsePrices(name string, text []byte) (*Prices, error) {
	var file struct {
		Currency scalar `yaml:"currency"`
		Decimals scalar `yaml:"decimals"`
		Prices   map[string]struct {
			Price scalar `yaml:"price"`
			Per   scalar `yaml:"per"`
		} `yaml:"prices"`
	}
	name = sources.Visible(name)
	if err := yaml.UnmarshalWithOptions(text, &file, yaml.Strict()); err != nil {
		var at yaml.Error
		if errors.As(err, &at) && at.GetToken() != nil {
			return nil, fmt.Errorf("%s:%d: %s", name, at.GetToken().Position.Line, sources.Visible(at.GetMessage()))
		}
		return nil, fmt.Errorf("%s: %s", name, sources.Visible(err.Error()))
	}
	if line := secondDocument(text); line != 0 {
		return nil, sources.WithHint(fmt.Errorf("%s:%d: a second YAML document begins here", name, line), "put all prices into one, without the line ---")
	}
	p := &Prices{Currency: file.Currency.text, Decimals: defaultDecimals, each: make(map[Meter]*big.Rat)}
	if file.Decimals.line != 0 {
		if _, err := fmt.Sscanf(file.Decimals.text+";", "%d;", &p.Decimals); err != nil || p.Decimals < 0 || p.Decimals > maxDecimals {
			return nil, fmt.Errorf("%s:%d: decimals is a number from 0 to %d", name, file.Decimals.line, maxDecimals)
		}
	}
	if len(file.Prices) == 0 {
		return nil, sources.WithHint(fmt.Errorf("%s: there is no price in it", name), "write prices: and below it a line such as vcpus: {price: 0.0125, per: vCPU-hour}")
	}
	for _, meter := range slices.Sorted(maps.Keys(file.Prices)) {
		one := file.Prices[meter]
		if !slices.Contains(Meters, Meter(meter)) {
			return nil, sources.WithHint(fmt.Errorf("%s: there is no meter %s", name, sources.Visible(meter)), "the meters are "+meterNames())
		}
		if digits := len(strings.Replace(one.Price.text, ".", "", 1)); digits > maxDigits && aDecimal.MatchString(one.Price.text) {
			return nil, fmt.Errorf("%s: the price of %s has more than %d digits", where(name, one.Price.line), meter, maxDigits)
		}
		price, ok := decimal(one.Price.text)
		if !ok {
			return nil, sources.WithHint(fmt.Errorf("%s: %s has no price", where(name, one.Price.line), meter), "write it as price: 0.0125, without sign, exponent and currency")
		}
		units, err := unitsIn(Meter(meter), one.Per.text)
		if err != nil {
			return nil, sources.WithHint(fmt.Errorf("%s: %s: %w", where(name, one.Per.line), meter, err), "write it as per: "+example(Meter(meter)))
		}
		p.each[Meter(meter)] = price.Quo(price, units)
	}
	return p, nil
}

// secondDocument is the line where another document begins, 0 if there is one
// alone: the decoder reads the first and is silent about the others.
func secondDocument(text []byte) int {
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		return 0
	}
	for i, d := range file.Docs {
		switch {
		case i == 0 || d.Body == nil:
		case d.Start != nil:
			return d.Start.Position.Line
		default:
			return d.Body.GetToken().Position.Line
		}
	}
	return 0
}

func where(name string, line int) string {
	if line == 0 {
		return name
	}
	return fmt.Sprintf("%s:%d", name, line)
}

func meterNames() string {
	var names []string
	for _, m := range Meters {
		names = append(names, string(m))
	}
	return strings.Join(names, ", ")
}

// scalar is a value as its text, whatever YAML takes it for.
type scalar struct {
	text string
	line int
}

// UnmarshalYAML takes the text of a node as it was written, "" for what is neither
// a text nor a number.
func (s *scalar) UnmarshalYAML(node ast.Node) error {
	t := node.GetToken()
	s.line = t.Position.Line
	switch n := node.(type) {
	case *ast.StringNode:
		s.text = n.Value
	case *ast.IntegerNode, *ast.FloatNode:
		s.text = t.Value
	}
	return nil
}

var aDecimal = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?$`)

// decimal reads a number such as 0.0125. SetString alone takes fractions,
// exponents and hexadecimal numbers as well.
func decimal(text string) (*big.Rat, bool) {
	if !aDecimal.MatchString(text) {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}

var (
	timeUnits = map[string]int64{"second": 1, "minute": 60, "hour": 3600, "day": 86400}
	byteUnits = map[string]int64{"B": 1, "KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30, "TB": 1 << 40}
)

// unitsIn is how many of a meter's units there are in what a price is for.
func unitsIn(m Meter, per string) (*big.Rat, error) {
	unit, timed := strings.CutSuffix(m.Unit(), "·s")
	what, span, both := strings.Cut(per, "-")
	if both != timed || span == "" && timed {
		return nil, fmt.Errorf("%q is no unit of it", per)
	}
	n := big.NewRat(1, 1)
	switch own, inBytes := byteUnits[unit]; {
	case inBytes:
		size, known := byteUnits[what]
		if !known {
			return nil, fmt.Errorf("%q is no unit of it", per)
		}
		n.SetFrac64(size, own)
	case what != unit && !(unit == "times" && what == "time"):
		return nil, fmt.Errorf("%q is no unit of it", per)
	}
	if timed {
		seconds, known := timeUnits[span]
		if !known {
			return nil, fmt.Errorf("%q is no time that is always as long: second, minute, hour and day are", span)
		}
		n.Mul(n, big.NewRat(seconds, 1))
	}
	return n, nil
}

// example is a unit of a meter that a price may be for.
func example(m Meter) string {
	switch m {
	case VCPUs:
		return "vCPU-hour"
	case Download:
		return "GB"
	case Downloads:
		return "time"
	}
	return "GB-hour"
}

// Cost is what an amount of a meter costs, exactly; false if it has no price.
func (p *Prices) Cost(m Meter, amount *big.Int) (*big.Rat, bool) {
	each, priced := p.each[m]
	if !priced {
		return nil, false
	}
	cost := new(big.Rat).SetInt(amount)
	return cost.Mul(cost, each), true
}

// Priced reports whether a meter has a price.
func (p *Prices) Priced(m Meter) bool { return p.each[m] != nil }

// Text is a cost as it is shown, rounded half away from zero.
func (p *Prices) Text(cost *big.Rat) string { return cost.FloatString(p.Decimals) }
