package wizard

import (
	"slices"
	"strings"
)

// causes are what the lines have in them that a question's answer is written
// into, by its key or its group: names of options, or a part of a file's path.
var causes = map[string][]string{
	"broker_b":         {"transport_url", "messaging_urls"},
	"keystone":         {"auth_url", "auth_type", "username", "project_name", "domain_name", "region_name", "password", "memcached"},
	"mongo":            {"mongodb", "database_connection"},
	"audit":            {"audit"},
	"polling_interval": {"interval"},
	"features.glance":  {"/glance/"},
	"features.nova":    {"/nova/"},
	"features.cinder":  {"/cinder/"},
	"features.neutron": {"/neutron/"},
	"features.heat":    {"/heat/"},
}

// causedBy are those of the lines that the answer to a question is written into,
// below their files; all of them where it is not written into any.
func causedBy(key string, lines []diffLine) []diffLine {
	marks := causes[key]
	if group, _, ok := strings.Cut(key, "."); ok && marks == nil {
		marks = causes[group]
	}
	var caused []diffLine
	file := ""
	for _, l := range lines {
		text := l.text
		if l.kind == header {
			continue
		}
		if !slices.ContainsFunc(marks, func(m string) bool { return strings.Contains(text, m) || strings.Contains(l.file, m) }) {
			continue
		}
		if l.file != file {
			file = l.file
			caused = append(caused, diffLine{header, file, file})
		}
		caused = append(caused, l)
	}
	if caused == nil {
		return lines
	}
	return caused
}
