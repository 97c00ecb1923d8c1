package words

import (
	"iter"
	"sync"
)

// said is one text of the setup engine in both languages. What it holds of
// values stands in the English as fmt writes it, %s or %d, and in the Chinese as
// %s where the order is the same, as %[1]s where it is another one.
type said struct{ english, chinese string }

// Say translates a text of the setup engine: the title of a question or a step,
// why it matters, what stands in the way, a hint, an error. The engine speaks
// English in its files, in its journal and on the command line, so that a text
// is translated when it is shown.
//
// Texts that were put together are taken apart again: "a: b" and "a; b", several
// sentences, and values, which may be texts themselves. What is not known stays
// in English, such as the names, the commands and what a server said.
func (w *Words) Say(english string) string {
	if w.Language != Chinese || english == "" || len(english) > longestSaid {
		return english
	}
	return lately.say(english)
}

const (
	// longestSaid is more than any sentence of ours with all its values.
	longestSaid = 4 << 10
	// mostLately is more than a page shows of rows.
	mostLately = 1024
)

// lately remembers what was said: a page asks for the same rows in every frame.
var lately recent

type recent struct {
	mu    sync.Mutex
	texts map[string]string
}

func (r *recent) say(english string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if text, ok := r.texts[english]; ok {
		return text
	}
	text := compiled().say(english)
	if r.texts == nil || len(r.texts) >= mostLately {
		r.texts = make(map[string]string)
	}
	r.texts[english] = text
	return text
}

// compiled is made when the first text is shown in Chinese.
var compiled = sync.OnceValue(func() *sayings { return compile(Sayings()) })

// Sayings are the texts that Say knows, in English and in Chinese.
func Sayings() iter.Seq2[string, string] {
	return func(yield func(english, chinese string) bool) {
		for _, table := range [][]said{saidByAnswers, saidBySteps, saidByServices, saidByServers, saidByApply, saidByAudit, saidByUsage, saidByVerify, saidByDoctor, saidByChecks, saidByDoctorServers, saidByTopology, saidByMeterdef} {
			for _, s := range table {
				if !yield(s.english, s.chinese) {
					return
				}
			}
		}
	}
}
