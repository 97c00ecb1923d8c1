package usage

import (
	"math/big"
	"strings"
	"testing"
)

func TestPricesAreReadToTheLastDigit(t *testing.T) {
	t.Parallel()
	p := pricesOf(t, `
currency: EUR
decimals: 4
prices:
  vcpus: {price: 0.1, per: vCPU-minute}
  memory: {price: "0.3", per: GB-hour}
  image.download: {price: 1.10, per: GB}
  image.downloads: {price: 2, per: time}
`)
	for _, c := range []struct {
		meter  Meter
		amount int64
		want   string
	}{
		{VCPUs, 60 * 30, "3.0000"},
		{VCPUs, 1, "0.0017"},
		{Memory, 1024 * 3600, "0.3000"},
		{Download, 1 << 29, "0.5500"},
		{Downloads, 3, "6.0000"},
	} {
		q := new(Quantity)
		q.grow(Certain, c.amount, 1)
		cost, priced := p.Cost(c.meter, q.Total())
		if !priced || p.Text(cost) != c.want {
			t.Errorf("%d %s of %s cost %v, want %s", c.amount, c.meter.Unit(), c.meter, cost, c.want)
		}
	}
	if _, priced := p.Cost(Volume, new(Quantity).Total()); priced {
		t.Error("a meter without a price has one")
	}
}

func TestAPriceOfManyDecimalsIsExact(t *testing.T) {
	t.Parallel()
	p := pricesOf(t, "---\n# ours\ndecimals: 12\nprices:\n  vcpus: {price: 0.0000000000000000000000001, per: vCPU-second}\n...\n")
	amount, _ := new(big.Int).SetString("10000000000000000000000000", 10)
	if cost, priced := p.Cost(VCPUs, amount); !priced || cost.Cmp(big.NewRat(1, 1)) != 0 {
		t.Errorf("costs %v, want 1", cost)
	}
}

func TestBadPricesSayWhereAndWhy(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":            "p.yaml: there is no price in it",
		"prices: [1]": "p.yaml:1: ",
		"prices: {vcpu: {price: 1, per: vCPU-hour}}":                                     "p.yaml: there is no meter vcpu",
		"prices:\n  vcpus: {price: -1, per: vCPU-hour}":                                  "p.yaml:2: vcpus has no price",
		"prices:\n  vcpus: {price: 1e3, per: vCPU-hour}":                                 "p.yaml:2: vcpus has no price",
		"prices:\n  vcpus: {price: 1/3, per: vCPU-hour}":                                 "p.yaml:2: vcpus has no price",
		"prices:\n  vcpus: {price: .inf, per: vCPU-hour}":                                "p.yaml:2: vcpus has no price",
		"prices:\n  vcpus: {per: vCPU-hour}":                                             "p.yaml: vcpus has no price",
		"prices:\n  vcpus: {price: 1, per: vCPU-month}":                                  `p.yaml:2: vcpus: "month" is no time that is always as long`,
		"prices:\n  vcpus: {price: 1, per: GB-hour}":                                     `p.yaml:2: vcpus: "GB-hour" is no unit of it`,
		"prices:\n  volume.size: {price: 1, per: GB}":                                    `p.yaml:2: volume.size: "GB" is no unit of it`,
		"prices:\n  image.download: {price: 1, per: GB-hour}":                            `p.yaml:2: image.download: "GB-hour" is no unit of it`,
		"decimals: 99\nprices: {vcpus: {price: 1, per: vCPU-hour}}":                      "p.yaml:1: decimals is a number from 0 to 12",
		"prices: {vcpus: {price: 1, per: vCPU-hour, each: 5}}":                           "p.yaml:1: ",
		"prices: {vcpus: {price: 1, per: vCPU-hour}, vcpus: {price: 2, per: vCPU-hour}}": "p.yaml:1: ",
		"prices:\n  vcpus: {price: 0." + strings.Repeat("3", 101) + ", per: vCPU-hour}":  "p.yaml:2: the price of vcpus has more than 100 digits",
		"currency: EUR\n---\nprices: {vcpus: {price: 1, per: vCPU-hour}}":                "p.yaml:2: a second YAML document begins here",
		"prices: {vcpus: {price: 1, per: vCPU-hour}}\n---\ncurrency: EUR":                "p.yaml:2: a second YAML document begins here",
		"prices: {vcpus: {price: 1, per: vCPU-hour}}\n...\ncurrency: EUR":                "p.yaml:",
		"\x00": "p.yaml",
	} {
		if p, err := ParsePrices("p.yaml", []byte(text)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v (%v), want %s", text, err, p, want)
		}
	}
}
