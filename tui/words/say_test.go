package words

import (
	"fmt"
	"maps"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestSayLeavesEnglishAlone(t *testing.T) {
	t.Parallel()
	for english := range Sayings() {
		if got := For(English).Say(english); got != english {
			t.Errorf("%q became %q", english, got)
		}
	}
}

func TestSayTranslatesWhatWasPutTogether(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, english, want string }{
		{"a whole text", "host of broker B", "broker B 的主机"},
		{"a value", "there is no answer called broker_c", "没有名为 broker_c 的回答"},
		{"values in another order", "give ceilometer the role admin in the project service", "在项目 service 中授予 ceilometer 角色 admin"},
		{"a list as a value", "Choose one of timer, cron, none.", "请从以下各项中选择：timer, cron, none。"},
		{"a value that is a text", "Give the host of broker B.", "请填写 broker B 的主机。"},
		{"a value that begins in Chinese", "Give the password of the database's user.", "请填写数据库用户的密码。"},
		{"a number", "port 8777 answers", "端口 8777 有应答"},
		{"a cause", "broker B does not answer: no answer in time", "broker B 没有应答：没有及时应答"},
		{"a cause that nobody knows", "broker B does not answer: tls: bad record MAC", "broker B 没有应答：tls: bad record MAC"},
		{"an error of an error", "closing the journal: recording in /j: permission denied", "关闭执行记录：记入 /j：权限不足"},
		{"several reasons", "/etc/a.conf is as it should be; not set: driver", "/etc/a.conf 已符合要求；未设置：driver"},
		{"several sentences", "Its programs read their files when they start. The API is away for some seconds.", "它的程序在启动时读取文件。API 会中断几秒。"},
		{"a condition behind a comma", "set keystone.project in the answers, for example to services", "请在回答中设置 keystone.project，例如设为 services"},
		{"a command with a remark", "openstack endpoint delete 1f   # one too many", "openstack endpoint delete 1f   # 多余的一个"},
		{"the place in a file", "/root/a.yaml:3: this is not YAML", "/root/a.yaml:3：这不是 YAML"},
		{
			"what was done, where and as whom", "make the virtual host nova at http://192.0.2.71:15672 as guest: forbidden (403): access refused",
			"以 guest 的身份在 http://192.0.2.71:15672 创建虚拟主机 nova：被禁止 (403)：access refused",
		},
		{
			"what was done in Keystone", "look for the user x in Keystone at http://192.0.2.11:5000: status 500: oops",
			"在 http://192.0.2.11:5000 的 Keystone 中查找用户 x：状态 500：oops",
		},
		{
			"an action in an error", "nothing was changed: step C10, edit /etc/a.conf: it was changed by someone else meanwhile",
			"没有改动任何内容：步骤 C10，修改 /etc/a.conf：期间被他人修改过",
		},
		{
			"an action in the midst of an error", "stopped before edit /etc/a.conf: interrupted (2 of 7 actions were carried out)",
			"在“修改 /etc/a.conf”之前停止：已中断（共 7 个操作，已执行 2 个）",
		},
		{"what a test found", "RabbitMQ of an unknown version", "RabbitMQ（版本未知）"},
		{"what a test waits for", "MongoDB 3.6.8; the user is made by the plan", "MongoDB 3.6.8；该用户由计划创建"},
		{"what was seen", "12 events of ctl1, ctl2 since 14:05:11, the last one image.update at 14:06:00", "从 14:05:11 起有来自 ctl1, ctl2 的 12 个事件，最后一个是 14:06:00 的 image.update"},
		{"who consumes", "2 consumers: ceilometer-agent-notification on ctl1 as ceilometer, a program on ctl2", "2 个消费者：ctl1 上的 ceilometer-agent-notification（用户 ceilometer），ctl2 上的某个程序"},
		{"what an audit lacks", "2 of 5 events are missing (1 volume, 1 snapshot), 1 of them came to another broker; 1 came more than once", "共 5 个事件，缺少 2 个（1 个卷，1 个快照），其中 1 个到了别的 broker；1 个到达不止一次"},
		{"a verdict", "3 volumes, 2 snapshots: each came to B, once", "3 个卷，2 个快照：每个的事件都到了 B，且只到一次"},
		{"a schedule", "it sends the same hour twelve times", "它把同一周期（hour）发送十二次"},
		{"a path with a blank", "/etc/a b.conf is a symbolic link to /x", "/etc/a b.conf 是指向 /x 的符号链接"},
		{"several lines", "this is not a port\nLeave it out.", "这不是端口\n请删去。"},
	} {
		if got := For(Chinese).Say(c.english); got != c.want {
			t.Errorf("%s: %q is %q, want %q", c.name, c.english, got, c.want)
		}
	}
}

func TestSayLeavesAloneWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", " ", "nova", "systemctl restart openstack-nova-api", "this sentence is nowhere in the tables",
		"neutron is not what anybody said", "a: b: c", "x; y",
		"nova on control1 is silent", "no consumer on notifications.info", "the host is not what it was", "one. two. three", "100% of it", "%s", "[DEFAULT] debug = true",
		strings.Repeat("is a: ", 2000), "rabbit://nova:******@192.0.2.11:5672/",
	} {
		if got := For(Chinese).Say(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

// TestEverySayingIsFound asks for each with values, so that none is hidden by
// another one that it looks like.
func TestEverySayingIsFound(t *testing.T) {
	t.Parallel()
	for english, chinese := range Sayings() {
		f := func(text string) string {
			n := -1
			return place.ReplaceAllStringFunc(text, func(verb string) string {
				if verb == "%%" {
					return "%"
				}
				n++
				at := place.FindStringSubmatch(verb)
				number := n
				if at[1] != "" {
					number = int(at[1][0] - '1')
				}
				kind := place.FindAllStringSubmatch(english, -1)[number][2]
				switch kind {
				case "d", "o", "f":
					return fmt.Sprint(700 + number)
				case "q":
					return fmt.Sprintf(`"value%d"`, number)
				}
				return fmt.Sprintf("value%d", number)
			})
		}
		bare := strings.NewReplacer(" ", "")
		if got, want := For(Chinese).Say(f(english)), f(chinese); bare.Replace(got) != bare.Replace(want) {
			t.Errorf("%q is %q, want %q", f(english), got, want)
		}
	}
}

func TestNoSayingIsThereTwice(t *testing.T) {
	t.Parallel()
	seen := make(map[string]bool)
	for english := range Sayings() {
		if seen[english] {
			t.Errorf("%q is there twice", english)
		}
		seen[english] = true
	}
}

func TestTheValuesOfSayingsAgree(t *testing.T) {
	t.Parallel()
	for english, chinese := range Sayings() {
		want, got := map[int]bool{}, map[int]bool{}
		for _, v := range place.FindAllStringSubmatch(english, -1) {
			if v[2] != "%" {
				want[len(want)] = true
			}
			if v[1] != "" {
				t.Errorf("%q: the English has its values in order", english)
			}
		}
		for _, p := range pieces(chinese) {
			if p.value >= 0 {
				if got[p.value] {
					t.Errorf("%q has a value twice", chinese)
				}
				got[p.value] = true
			}
		}
		if !maps.Equal(want, got) {
			t.Errorf("%q has %d values, %q has %d", english, len(want), chinese, len(got))
		}
	}
}

// latin is what may stand between Chinese words without being English ones.
var latin = regexp.MustCompile(`%(\[\d+\])?[a-z]`)

// TestSayingsAreWrittenAsChineseIs finds what a hand slips on: punctuation of the
// wrong width, blanks between Chinese words and none beside others, and
// characters of other widths than they look.
func TestSayingsAreWrittenAsChineseIs(t *testing.T) {
	t.Parallel()
	for english, chinese := range Sayings() {
		bare := latin.ReplaceAllString(chinese, "V")
		fail := func(what string) { t.Errorf("%q: %s in %q", english, what, chinese) }
		if !strings.ContainsFunc(bare, func(r rune) bool { return unicode.Is(unicode.Han, r) }) && bare != latin.ReplaceAllString(english, "V") {
			fail("no Chinese")
		}
		if strings.HasSuffix(english, ".") != strings.HasSuffix(chinese, "。") {
			fail("another end than in English")
		}
		runes := []rune(bare)
		for i, r := range runes {
			var before, behind rune
			if i > 0 {
				before = runes[i-1]
			}
			if i+1 < len(runes) {
				behind = runes[i+1]
			}
			switch {
			case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == utf8.RuneError:
				fail(fmt.Sprintf("%U", r))
			case r == '　', r >= '０' && r <= 'ｚ' && !strings.ContainsRune("：；？", r):
				fail("a letter or digit of double width")
			case strings.ContainsRune(",;:?!", r) && (unicode.Is(unicode.Han, before) || unicode.Is(unicode.Han, behind)):
				fail("punctuation of single width")
			case r == '.' && unicode.Is(unicode.Han, before):
				fail("a full stop of single width")
			case r == ' ' && (wide(before) && wide(behind)):
				fail("a blank between Chinese words")
			case r == ' ' && strings.ContainsRune("，。；：？！（）、", before), r == ' ' && strings.ContainsRune("，。；：？！（）、", behind):
				fail("a blank beside punctuation")
			case unicode.Is(unicode.Han, r) && narrow(behind) && behind != '/' || narrow(r) && r != '/' && unicode.Is(unicode.Han, behind):
				if r != 'V' && behind != 'V' {
					fail("no blank between " + string(r) + " and " + string(behind))
				}
			}
		}
	}
}

// TestHostileTextsTakeNoTime gives texts that are made to look like many of ours.
func TestHostileTextsTakeNoTime(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		strings.Repeat("the user ", 400), strings.Repeat(" in ", 900), strings.Repeat("a: ", 1300), strings.Repeat("step 1, x; y. z: ", 200),
		strings.Repeat(" of the database ", 200), strings.Repeat("stopped before ", 250) + ": x (1 of 2 actions were carried out)",
	} {
		r := compiled().read()
		if r.know(text, 0); r.left < 0 {
			t.Errorf("%.20q… took %d scans", text, mostScans-r.left)
		}
	}
}

// BenchmarkSay is what a row costs in a frame: again, when it was shown before,
// and first, when it was not.
func BenchmarkSay(b *testing.B) {
	texts := []string{
		"host of broker B", "give ceilometer the role admin in the project service",
		"make the virtual host nova at http://192.0.2.71:15672 as guest: forbidden (403): access refused",
		"/etc/a.conf is as it should be; not set: driver; in the edit of /etc/b.conf by step C10", "a text that is not known at all, of a server",
	}
	for _, text := range texts {
		name := text[:16]
		b.Run("again/"+name, func(b *testing.B) {
			w := For(Chinese)
			for b.Loop() {
				w.Say(text)
			}
		})
		b.Run("first/"+name, func(b *testing.B) {
			s := compiled()
			for b.Loop() {
				s.say(text)
			}
		})
	}
}

// What an apply and a check were refused for has English in no part of it.
func TestRefusalsAreChineseThroughout(t *testing.T) {
	t.Parallel()
	for _, english := range []string{
		"step N1, edit /etc/nova/nova.conf: editing /etc/nova/nova.conf: it was changed by someone else meanwhile",
		"find the service image in the catalogue: it has identity, metering, metric",
	} {
		chinese := For(Chinese).Say(english)
		for _, left := range []string{"editing", "changed", "find", "catalogue", "it has"} {
			if strings.Contains(chinese, left) {
				t.Errorf("%q is left in %q", left, chinese)
			}
		}
	}
}
