package theme

import "strconv"

// ink is one token of a palette: a foreground and background colour and
// attributes. Colours are indexes, never RGB: "38;5;75" is half the bytes of a
// true colour, and every terminal of the last twenty years knows it.
type ink struct {
	fg, bg string // SGR parameters: "38;5;75", "31"; "" keeps the terminal's
	bold   bool
	faint  bool
	under  bool
	swap   bool
}

func (k ink) style() Style {
	var on, off []byte
	add := func(p, s string) {
		if len(on) > 0 {
			on, off = append(on, ';'), append(off, ';')
		}
		on, off = append(on, p...), append(off, s...)
	}
	if k.bold {
		add("1", "22")
	}
	if k.faint {
		add("2", "22")
	}
	if k.under {
		add("4", "24")
	}
	if k.swap {
		add("7", "27")
	}
	if k.fg != "" {
		add(k.fg, "39")
	}
	if k.bg != "" {
		add(k.bg, "49")
	}
	if len(on) == 0 {
		return Style{}
	}
	return Style{"\x1b[" + string(on) + "m", "\x1b[" + string(off) + "m"}
}

func fg(index int) string { return "38;5;" + strconv.Itoa(index) }
func bg(index int) string { return "48;5;" + strconv.Itoa(index) }

type palette struct {
	primary, strong, muted, ok, warn, err, info, key, match      ink
	selected, marked, border, header, tab, banner, cursor, spark ink

	services map[string]ink
	other    []ink
}

func (p *palette) theme(name Name) Theme {
	t := Theme{
		ID: uint32(name), Name: name,
		Primary: p.primary.style(), Strong: p.strong.style(), Muted: p.muted.style(),
		OK: p.ok.style(), Warn: p.warn.style(), Error: p.err.style(), Info: p.info.style(),
		Key: p.key.style(), Match: p.match.style(), Selected: p.selected.style(),
		Marked: p.marked.style(), Border: p.border.style(), Header: p.header.style(),
		Tab: p.tab.style(), Banner: p.banner.style(), Cursor: p.cursor.style(), Spark: p.spark.style(),
		services: make(map[string]Style, len(p.services)),
	}
	for service, k := range p.services {
		t.services[service] = k.style()
	}
	for _, k := range p.other {
		t.other = append(t.other, k.style())
	}
	return t
}

// byService gives the services of a telemetry queue one colour each, in the
// order that keeps neighbours in a busy list apart.
func byService(colours ...string) map[string]ink {
	names := []string{"nova", "cinder", "glance", "neutron", "keystone", "ceilometer", "heat", "swift"}
	m := make(map[string]ink, len(names))
	for i, name := range names {
		m[name] = ink{fg: colours[i%len(colours)]}
	}
	return m
}

func inks(colours ...string) (list []ink) {
	for _, c := range colours {
		list = append(list, ink{fg: c})
	}
	return list
}

var palettes = map[Name]*palette{
	Dark: {
		primary: ink{fg: fg(75), bold: true}, strong: ink{bold: true}, muted: ink{fg: fg(245)},
		ok: ink{fg: fg(78)}, warn: ink{fg: fg(221)}, err: ink{fg: fg(203), bold: true}, info: ink{fg: fg(110)},
		key: ink{fg: fg(216)}, match: ink{fg: fg(16), bg: bg(221)},
		selected: ink{bg: bg(238), bold: true}, marked: ink{bg: bg(236), under: true}, border: ink{fg: fg(240)},
		header: ink{fg: fg(245), bold: true}, tab: ink{fg: fg(250)},
		banner: ink{fg: fg(231), bg: bg(124), bold: true}, cursor: ink{swap: true}, spark: ink{fg: fg(75)},
		services: byService(fg(75), fg(179), fg(114), fg(176), fg(80), fg(210), fg(150), fg(147)),
		other:    inks(fg(252), fg(187), fg(152), fg(182)),
	},
	Light: {
		primary: ink{fg: fg(25), bold: true}, strong: ink{bold: true}, muted: ink{fg: fg(242)},
		ok: ink{fg: fg(28)}, warn: ink{fg: fg(130)}, err: ink{fg: fg(160), bold: true}, info: ink{fg: fg(24)},
		key: ink{fg: fg(94)}, match: ink{fg: fg(16), bg: bg(222)},
		selected: ink{bg: bg(253), bold: true}, marked: ink{bg: bg(255), under: true}, border: ink{fg: fg(249)},
		header: ink{fg: fg(242), bold: true}, tab: ink{fg: fg(239)},
		banner: ink{fg: fg(231), bg: bg(160), bold: true}, cursor: ink{swap: true}, spark: ink{fg: fg(25)},
		services: byService(fg(25), fg(130), fg(28), fg(90), fg(30), fg(124), fg(64), fg(61)),
		other:    inks(fg(236), fg(95), fg(66), fg(60)),
	},
	// The 16 colours are whatever the terminal's owner made of them; bright
	// black is invisible on some backgrounds, so faint stands in for it.
	Basic: {
		primary: ink{fg: "36", bold: true}, strong: ink{bold: true}, muted: ink{faint: true},
		ok: ink{fg: "32"}, warn: ink{fg: "33"}, err: ink{fg: "31", bold: true}, info: ink{fg: "36"},
		key: ink{fg: "33"}, match: ink{fg: "30", bg: "43"},
		selected: ink{swap: true}, marked: ink{under: true}, border: ink{faint: true},
		header: ink{bold: true}, tab: ink{},
		banner: ink{fg: "37", bg: "41", bold: true}, cursor: ink{swap: true}, spark: ink{fg: "36"},
		services: byService("36", "33", "32", "35", "34", "31", "32", "35"),
	},
	Mono: {
		primary: ink{bold: true}, strong: ink{bold: true}, muted: ink{faint: true},
		warn: ink{under: true}, err: ink{bold: true, under: true}, key: ink{bold: true}, match: ink{swap: true},
		selected: ink{swap: true}, marked: ink{under: true}, header: ink{bold: true},
		banner: ink{swap: true, bold: true}, cursor: ink{swap: true},
	},
}
