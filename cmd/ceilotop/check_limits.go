package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// limit is a threshold of check: above warn is a warning, above crit critical. An
// option that has one number alone has only the second.
type limit[T int | float64 | time.Duration] struct {
	warn, crit T
	hasWarn    bool
}

// readLimit reads CRITICAL or WARNING,CRITICAL.
func readLimit[T int | float64 | time.Duration](text string, parse func(string) (T, error)) (limit[T], error) {
	first, second, two := strings.Cut(text, ",")
	var l limit[T]
	var err error
	if !two {
		l.crit, err = parse(first)
		return l, err
	}
	l.hasWarn = true
	if l.warn, err = parse(first); err != nil {
		return l, err
	}
	if l.crit, err = parse(second); err != nil {
		return l, err
	}
	if l.warn > l.crit {
		return l, fmt.Errorf("%s: the first number is the warning and has to be the smaller one", text)
	}
	return l, nil
}

func (l limit[T]) of(value T) health {
	switch {
	case value > l.crit:
		return healthCritical
	case l.hasWarn && value > l.warn:
		return healthWarning
	}
	return healthOK
}

// shown are the two thresholds as numbers.
func (l limit[T]) shown() (warn, crit string) {
	if l.hasWarn {
		warn = number(l.warn)
	}
	return warn, number(l.crit)
}

// number is a value as the guidelines have it: digits and a point; a time in
// seconds.
func number[T int | float64 | time.Duration](value T) string {
	switch v := any(value).(type) {
	case time.Duration:
		return strconv.FormatFloat(math.Round(v.Seconds()*1000)/1000, 'f', -1, 64)
	case float64:
		return strconv.FormatFloat(math.Round(v*1000)/1000, 'f', -1, 64)
	}
	return fmt.Sprint(value)
}

// gaugeOf judges a value that is known.
func gaugeOf[T int | float64 | time.Duration](name, unit string, value T, l limit[T], text string) gauge {
	warn, crit := l.shown()
	return gauge{l.of(value), text, []perf{{name, number(value), unit, warn, crit}}}
}

// unknownGauge says why a value is not known.
func unknownGauge[T int | float64 | time.Duration](name, unit string, l limit[T], why string) gauge {
	warn, crit := l.shown()
	return gauge{healthUnknown, why, []perf{{name, "", unit, warn, crit}}}
}

func count(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%q is no number", text)
	}
	return n, nil
}

func rate(text string) (float64, error) {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || n < 0 || math.IsNaN(n) || math.IsInf(n, 0) {
		return 0, fmt.Errorf("%q is no number", text)
	}
	return n, nil
}

// duration reads 5s, 10m, 2h; a number alone is seconds, as plugins have it.
func duration(text string) (time.Duration, error) {
	if n, err := strconv.ParseFloat(text, 64); err == nil && n >= 0 && n < 1e9 {
		return time.Duration(n * float64(time.Second)), nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return 0, fmt.Errorf("%q is no time such as 30s, 10m or 2h", text)
	}
	return d, nil
}
