package statistics

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// list is what is known of a list of which only the first rows were read.
type list struct {
	total    number // of all rows
	filtered number // of those that match
	unread   int    // rows that are no objects
	more     bool   // rows were left unread
}

// readList reads a page, or a plain list from a broker that knows no pages, of
// which no more than limit rows are read.
func readList[T any](r io.Reader, limit int, row func(T)) (list, error) {
	var l list
	d := json.NewDecoder(r)
	open, err := d.Token()
	if err != nil {
		return l, noJSON(err)
	}
	switch open {
	case json.Delim('['):
		err = readRows(d, &l, limit, row)
		if l.more {
			return l, nil
		}
	case json.Delim('{'):
		err = readPage(d, &l, limit, row)
	default:
		return l, errors.New("the answer is no list")
	}
	if err != nil {
		return l, noJSON(err)
	}
	return l, nil
}

func readPage[T any](d *json.Decoder, l *list, limit int, row func(T)) error {
	listed := false
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		switch key {
		case "total_count":
			err = d.Decode(&l.total)
		case "filtered_count":
			err = d.Decode(&l.filtered)
		case "items":
			var open json.Token
			if open, err = d.Token(); err == nil && open != json.Delim('[') {
				return errors.New("its items are no list")
			}
			if err == nil {
				listed = true
				err = readRows(d, l, limit, row)
			}
			if l.more {
				return err
			}
		default:
			var other json.RawMessage
			err = d.Decode(&other)
		}
		if err != nil {
			return err
		}
	}
	if !listed {
		return errors.New("it is no list")
	}
	_, err := d.Token()
	return err
}

func readRows[T any](d *json.Decoder, l *list, limit int, row func(T)) error {
	for n := 0; d.More(); n++ {
		if n >= limit {
			l.more = true
			return nil
		}
		var v *T // nil for null
		err := d.Decode(&v)
		switch {
		case errors.As(err, new(*json.UnmarshalTypeError)) || err == nil && v == nil:
			l.unread++
		case err != nil:
			return err
		default:
			row(*v)
		}
	}
	_, err := d.Token()
	return err
}

func readObject(r io.Reader, into any) error {
	if err := json.NewDecoder(r).Decode(into); err != nil {
		return noJSON(err)
	}
	return nil
}

func noJSON(err error) error {
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return fmt.Errorf("read the answer: %w", err)
}
