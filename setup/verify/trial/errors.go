package trial

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/gophercloud/gophercloud/v2"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

func asResponse(err error, said *gophercloud.ErrUnexpectedResponseCode) bool {
	return errors.As(err, said)
}

// explain makes one line of what an API answered. Its body is a page of HTML or
// JSON with a message somewhere in it.
func explain(err error) error {
	var said gophercloud.ErrUnexpectedResponseCode
	if !asResponse(err, &said) {
		return err
	}
	text := fmt.Sprintf("the API answered %d", said.Actual)
	if m := message(said.Body); m != "" {
		text += ": " + m
	}
	return errors.New(text)
}

// message is Cinder's {"badRequest": {"message": …}}; Glance answers in HTML,
// which says no more than the number.
func message(body []byte) string {
	var one map[string]struct{ Message string }
	if json.Unmarshal(body, &one) != nil {
		return ""
	}
	for _, m := range one {
		if m.Message != "" {
			return sources.Visible(m.Message)
		}
	}
	return ""
}

func (k kind) explain(doing string, s subject, err error) error {
	hint := ""
	var said gophercloud.ErrUnexpectedResponseCode
	if asResponse(err, &said) && said.Actual == 403 {
		hint = "use a login that may change it"
	}
	return sources.WithHint(fmt.Errorf("%s the %s %s: %w", doing, k.ID, sources.Visible(s.id), explain(err)), hint)
}

// left says what a person has to take back.
func (k kind) left(s subject, err error) error {
	undo := "openstack image unset --property " + property + " " + s.id
	if k.ID == volume.ID {
		undo = "openstack volume set --name " + setup.ShellWord(sources.Visible(s.name)) + " " + s.id
	}
	return sources.WithHint(fmt.Errorf("take the change of the %s %s back: %w", k.ID, sources.Visible(s.id), explain(err)), undo)
}
