package sources

import "encoding/json"

// Text is a text that a store may not have: null and "" are two things, and the
// ceilometer client prints them as None and as nothing. The zero Text is null.
type Text struct {
	Value string
	Known bool
}

// Known is a text that is there, even if it is empty.
func Known(s string) Text { return Text{s, true} }

// Or returns the text, or instead where there is none.
func (t Text) Or(instead string) string {
	if !t.Known {
		return instead
	}
	return t.Value
}

// String is for the screen's rows, which show null and "" alike.
func (t Text) String() string { return t.Value }

// MarshalJSON writes null or a string.
func (t Text) MarshalJSON() ([]byte, error) {
	if !t.Known {
		return []byte("null"), nil
	}
	return json.Marshal(t.Value)
}

// UnmarshalJSON reads null or a string.
func (t *Text) UnmarshalJSON(data []byte) error {
	var s *string
	if err := json.Unmarshal(data, &s); err != nil {
		return err
	}
	*t = Text{}
	if s != nil {
		*t = Known(*s)
	}
	return nil
}
