package filter_test

import (
	"errors"
	"fmt"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/filter"
)

// The manual's forms, each on the same event.
func Example() {
	e := &sources.Event{
		Service: "nova", EventType: "compute.instance.create.end", Priority: "info", Host: "node-1", ResourceName: "Web-7",
		Payload: []byte(`{"state": "active", "memory_mb": 512, "ips": [{"address": "10.0.0.7"}], "name": "\u4e91"}`),
	}
	for _, text := range []string{
		`instance`, `Web`, `WEB`, `!keystone`, `~create\.(start|end)`, `-f cmpcrt`,
		`@10.0.0.7`, `@"state": "active"`, `@云`, `!@~"state": "(error|deleted)"`,
		`=service == "nova" && payload.memory_mb >= 512`,
		`=any(payload.ips, .address startsWith "10.")`,
		`=lag_ms > 5000`,
		`=user_id == nil`,
	} {
		f, err := filter.Parse(text)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(f.Match(e), text)
	}
	// Output:
	// true instance
	// true Web
	// false WEB
	// true !keystone
	// true ~create\.(start|end)
	// true -f cmpcrt
	// true @10.0.0.7
	// true @"state": "active"
	// true @云
	// true !@~"state": "(error|deleted)"
	// true =service == "nova" && payload.memory_mb >= 512
	// true =any(payload.ips, .address startsWith "10.")
	// false =lag_ms > 5000
	// true =user_id == nil
}

func ExampleSyntaxError() {
	_, err := filter.Parse(`=servise == "nova"`)
	var e *filter.SyntaxError
	if errors.As(err, &e) {
		fmt.Println(e.Offset, e.Msg)
	}
	// Output: 1 unknown name servise
}
