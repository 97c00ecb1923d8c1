package mongodb

import "math"

// moments sums up numbers. The sum is compensated (Neumaier), as it is in
// MongoDB since 3.4, and the deviation is computed by Welford's method: the
// API's own formula, the difference of two squares, loses all digits where
// large numbers differ by little.
type moments struct {
	count           int
	min, max        float64
	total, lost     float64
	mean, deviation float64
}

func (m *moments) add(v float64) {
	m.count++
	// Like MongoDB: what is no number is less than any.
	if m.count == 1 || v < m.min || math.IsNaN(v) {
		m.min = v
	}
	if m.count == 1 || v > m.max || math.IsNaN(m.max) {
		m.max = v
	}
	sum := m.total + v
	switch {
	case math.IsInf(sum, 0) || math.IsNaN(sum):
		// Nothing can be lost any more; infinity minus infinity would be.
	case math.Abs(m.total) >= math.Abs(v):
		m.lost += (m.total - sum) + v
	default:
		m.lost += (v - sum) + m.total
	}
	m.total = sum
	delta := v - m.mean
	m.mean += delta / float64(m.count)
	m.deviation += delta * (v - m.mean)
}

func (m *moments) sum() float64    { return m.total + m.lost }
func (m *moments) avg() float64    { return m.sum() / float64(m.count) }
func (m *moments) stddev() float64 { return math.Sqrt(m.deviation / float64(m.count)) } // of the population

func (m *moments) aggregate(function string, distinct int) float64 {
	switch function {
	case "max":
		return m.max
	case "min":
		return m.min
	case "avg":
		return m.avg()
	case "sum":
		return m.sum()
	case "count":
		return float64(m.count)
	case "stddev":
		return m.stddev()
	case "cardinality":
		return float64(distinct)
	}
	return math.NaN() // refused before anything was read
}
