package verify

import (
	"fmt"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// listening is how long an agent may take from its start to its first consumer.
const listening = 30 * time.Second

// consumes judges whether Ceilometer's notification agent reads the queue.
func (s Sight) consumes() setup.Hop {
	h := setup.Hop{ID: "consumes", Title: "Ceilometer's agent consumes " + Queue + " on B"}
	if s.Agent.Err != nil {
		h.State, h.Why, h.Hint = setup.HopUnknown, s.Agent.Err.Error(), sources.HintOf(s.Agent.Err)
		return h
	}
	if n := len(s.Agent.Consumers); n > 0 {
		h.State = setup.HopProven
		h.Detail = count(uint64(n), "consumer") + ": " + strings.Join(who(s.Agent.Consumers), ", ")
		return h
	}
	h.State, h.Detail = setup.HopBroken, "no consumer"
	if why, hint := s.against(ceilometer); why != "" {
		h.Why, h.Hint = why, hint
		return h
	}
	var agent *setup.Unit
	for _, u := range s.units(ceilometer) {
		if strings.Contains(u.Name, "notification") {
			agent = &u
		}
	}
	switch {
	case agent == nil:
		h.Why, h.Hint = "no notification agent has a unit on this machine, and no other one consumes", "look at the node that runs ceilometer-agent-notification"
	case !agent.Running():
		h.Why, h.Hint = agent.Name+" is "+agent.Active, "systemctl start "+agent.Name
	default:
		h.Why, h.Hint = agent.Name+" runs, but does not consume", "journalctl -u "+agent.Name
		if started, ok := begun(*agent); ok && s.Now.Sub(started) < listening {
			h.State, h.Why, h.Hint = setup.HopWaiting, agent.Name+" was started at "+clock(started), ""
		}
	}
	return h
}

// who are the consumers in words, each once.
func who(all []Consumer) []string {
	var words []string
	seen := make(map[string]bool)
	for _, c := range all {
		text := c.Program
		if text == "" {
			text = "a program"
		}
		if c.Host != "" {
			text += " on " + c.Host
		}
		if c.User != "" {
			text += fmt.Sprintf(" as %s", c.User)
		}
		if !seen[text] {
			seen[text] = true
			words = append(words, text)
		}
	}
	return words
}
