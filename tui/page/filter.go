package page

import (
	"fmt"

	"github.com/ceilotop/ceilotop/sources/filter"
)

// FilterError says what is wrong with a filter in the interface's language. What
// the expression language itself says is English only.
func (s *Shared) FilterError(e *filter.SyntaxError) string {
	w := &s.Words.Filter
	switch e.Code {
	case filter.TooLong:
		return fmt.Sprintf(w.TooLong, e.Arg)
	case filter.NothingYet:
		return w.NothingYet
	case filter.BodyExpression:
		return w.BodyExpression
	case filter.NoBody:
		return w.NoBody
	case filter.NoCondition:
		return w.NoCondition
	case filter.BadPattern:
		return fmt.Sprintf(w.BadPattern, e.Arg)
	}
	return e.Msg
}
