package keystone

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// cloud is an entry of clouds.yaml: its own options and those of its auth.
type cloud struct{ own, auth map[string]string }

// get looks in auth first. A dash in a name is as good as an underscore.
func (c cloud) get(option string) string {
	if v := c.auth[option]; v != "" {
		return v
	}
	return c.own[option]
}

// under puts what is set in another entry over this one.
func (c *cloud) under(other cloud) {
	for _, m := range []struct {
		to   *map[string]string
		from map[string]string
	}{{&c.own, other.own}, {&c.auth, other.auth}} {
		if *m.to == nil {
			*m.to = make(map[string]string)
		}
		for k, v := range m.from {
			if v != "" {
				(*m.to)[k] = v
			}
		}
	}
}

// document is a file that lists clouds. Its other parts may have any form.
type document[C any] struct {
	Clouds map[string]C `yaml:"clouds"`
	Public map[string]C `yaml:"public-clouds"`
}

func (d document[C]) all() map[string]C {
	if d.Clouds == nil {
		return d.Public
	}
	return d.Clouds
}

// parseClouds reads the entries of clouds.yaml, secure.yaml or
// clouds-public.yaml.
func parseClouds(text []byte) (map[string]cloud, error) {
	var own document[map[string]scalar]
	var parts document[struct {
		Auth    map[string]scalar `yaml:"auth"`
		Regions []region          `yaml:"regions"`
	}]
	if err := errors.Join(yaml.Unmarshal(text, &own), yaml.Unmarshal(text, &parts)); err != nil {
		return nil, plainYAML(err)
	}
	clouds := make(map[string]cloud)
	for name, options := range own.all() {
		part := parts.all()[name]
		c := cloud{own: plainNames(options), auth: plainNames(part.Auth)}
		if c.own["region_name"] == "" && len(part.Regions) > 0 {
			c.own["region_name"] = string(part.Regions[0])
		}
		clouds[name] = c
	}
	return clouds, nil
}

func plainNames(options map[string]scalar) map[string]string {
	m := make(map[string]string, len(options))
	for name, v := range options {
		m[strings.ReplaceAll(name, "-", "_")] = string(v)
	}
	return m
}

// scalar is a value as its text: a password of digits keeps its leading zeros.
// What is no scalar is "".
type scalar string

// UnmarshalYAML takes the text of a node.
func (s *scalar) UnmarshalYAML(node ast.Node) error {
	*s = scalar(text(node))
	return nil
}

func text(node ast.Node) string {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value
	case *ast.LiteralNode:
		return n.Value.Value
	case *ast.TagNode:
		return text(n.Value)
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value
	}
	return ""
}

// region is a name, or a mapping with one.
type region string

// UnmarshalYAML takes the name.
func (r *region) UnmarshalYAML(node ast.Node) error {
	*r = region(text(node))
	if m, ok := node.(ast.MapNode); ok {
		for pairs := m.MapRange(); pairs.Next(); {
			if text(pairs.Key()) == "name" {
				*r = region(text(pairs.Value()))
			}
		}
	}
	return nil
}

// plainYAML says where the YAML is wrong. The library's own text quotes the
// line, which may hold a password.
func plainYAML(err error) error {
	var at yaml.Error
	if !errors.As(err, &at) || at.GetToken() == nil {
		return errors.New("it is no YAML")
	}
	message := at.GetMessage()
	if strings.ContainsAny(message, "\"'`") { // it quotes too
		message = "the YAML is wrong there"
	}
	p := at.GetToken().Position
	return fmt.Errorf("line %d, column %d: %s", p.Line, p.Column, message)
}
