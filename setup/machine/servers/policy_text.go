package servers

import (
	"encoding/json"
	"fmt"

	"github.com/ceilotop/ceilotop/setup"
)

// policyText is what a policy says, in a form in which two that say the same are
// the same text.
type policyText struct {
	Pattern    string         `json:"pattern"`
	ApplyTo    string         `json:"apply-to"`
	Priority   int            `json:"priority"`
	Definition map[string]any `json:"definition"`
}

// plainPolicy writes a policy without its name. Numbers that mean the same are
// written the same way, whatever their type.
func plainPolicy(p setup.Policy) string {
	if p.ApplyTo == "" {
		p.ApplyTo = "all"
	}
	if p.Definition == nil {
		p.Definition = map[string]any{}
	}
	text, err := json.Marshal(policyText{p.Pattern, p.ApplyTo, p.Priority, p.Definition})
	if err != nil {
		return "(" + err.Error() + ")"
	}
	return string(text)
}

func parsePolicy(text string) (setup.Policy, error) {
	var t policyText
	if err := json.Unmarshal([]byte(text), &t); err != nil {
		return setup.Policy{}, fmt.Errorf("read the policy that was there before: %w", err)
	}
	return setup.Policy{Pattern: t.Pattern, ApplyTo: t.ApplyTo, Priority: t.Priority, Definition: t.Definition}, nil
}
