package email

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
)

func TestKey(t *testing.T) {
	for _, c := range []struct {
		name string
		a, b string
		same bool
	}{
		{"letter case", "Ann@ACME.test", "ann@acme.test", true},
		{"spaces around", " ann@acme.test\t", "ann@acme.test", true},
		{"another person", "ann@acme.test", "anne@acme.test", false},
		{"another domain", "ann@acme.test", "ann@acme.example", false},
		{"accents in one letter and in two", "jos\u00e9@acme.test", "jose\u0301@acme.test", true},
		{"accents of another case", "JOSE\u0301@acme.test", "jos\u00e9@acme.test", true},
		{"marks in another order", "a\u0323\u0307@acme.test", "a\u0307\u0323@acme.test", true},
		{"no accent is another letter", "jos\u00e9@acme.test", "jose@acme.test", false},
		{"Korean syllables and their letters", "\ud55c@acme.test", "\u1112\u1161\u11ab@acme.test", true},
		{"Korean syllables without a tail", "\ud558@acme.test", "\u1112\u1161@acme.test", true},
		{"the long s", "\u017fam@acme.test", "Sam@acme.test", true},
		{"the Kelvin sign", "\u212aim@acme.test", "kim@acme.test", true},
		{"the final sigma", "\u03bd\u03af\u03ba\u03bf\u03c2@acme.test", "\u039d\u038a\u039a\u039f\u03a3@acme.test", true},
		{"the capital sharp s", "stra\u1e9ee@acme.test", "stra\u00dfe@acme.test", true},
		{"I with a dot, in one letter and in two", "\u0130pek@acme.test", "i\u0307pek@acme.test", true},
		{"I with a dot is not i", "\u0130pek@acme.test", "ipek@acme.test", false},
		{"i without a dot is not i", "m\u0131ke@acme.test", "mike@acme.test", false},
		{"Cyrillic is not Latin", "\u0430nn@acme.test", "ann@acme.test", false},
		{"a domain in Unicode and in ASCII", "ann@b\u00fccher.test", "ann@XN--Bcher-KVA.test", true},
		{"a domain with another accent", "ann@b\u00fccher.test", "ann@xn--bcher-kva8445foa.test", false},
		{"other dots of IDNA", "ann@acme\u3002test", "ann@acme.test", true},
		{"a domain of full width", "ann@\uff41cme.test", "ann@acme.test", true},
		{"invalid Punycode", "ann@xn--\u00e9.test", "ann@xn--e.test", false},
		{"Punycode of ASCII", "ann@xn--acme-.test", "ann@acme.test", false},
		{"text that is not UTF-8", "\xff@acme.test", "\xfe@acme.test", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if same := Key(c.a) == Key(c.b); same != c.same {
				t.Errorf("%q and %q: same is %v; keys %+q and %+q", c.a, c.b, same, Key(c.a), Key(c.b))
			}
		})
	}
}

func TestLoose(t *testing.T) {
	for _, c := range []struct {
		name  string
		a, b  string
		alike bool
	}{
		{"sharp s", "stra\u00dfe@acme.test", "STRASSE@acme.test", true},
		{"I with a dot", "\u0130pek@acme.test", "ipek@acme.test", true},
		{"full width", "\uff41nn@acme.test", "ann@acme.test", true},
		{"a ligature", "\ufb01nn@acme.test", "finn@acme.test", true},
		{"a letter of mathematics", "\U0001d41ann@acme.test", "ann@acme.test", true},
		{"an invisible mark", "an\u00adn\ufe0f@acme.test", "ann@acme.test", true},
		{"a domain with sharp s", "ann@stra\u00dfe.test", "ann@strasse.test", true},
		{"an accent", "jos\u00e9@acme.test", "jose@acme.test", false},
		{"i without a dot", "m\u0131ke@acme.test", "mike@acme.test", true},
		{"i without a dot, and a mark that is one", "m\u0131\u0307ke@acme.test", "mike@acme.test", true},
		{"another script", "\u0430nn@acme.test", "ann@acme.test", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if Key(c.a) == Key(c.b) {
				t.Errorf("%q and %q are the same", c.a, c.b)
			}
			if alike := Loose(c.a) == Loose(c.b); alike != c.alike {
				t.Errorf("%q and %q: alike is %v; %+q and %+q", c.a, c.b, alike, Loose(c.a), Loose(c.b))
			}
		})
	}
}

// idna returns the ASCII form of a domain, as net/http dials it by an IDNA of its own.
func idna(t *testing.T, domain string) (ascii string, ok bool) {
	t.Helper()
	client := http.Client{Transport: &http.Transport{DialContext: func(_ context.Context, _, address string) (net.Conn, error) {
		ascii = strings.TrimSuffix(address, ":80")
		return nil, errors.New("not dialed")
	}}}
	response, err := client.Do(&http.Request{URL: &url.URL{Scheme: "http", Host: domain}})
	if err == nil {
		response.Body.Close()
	}
	return ascii, ascii != "" && isASCII(ascii)
}

// A domain and the ASCII form that the standard library makes of it have one key.
// The domains have every letter that decomposes, and every mark.
func TestKey_Domains(t *testing.T) {
	var letters []string
	for r, parts := range tables().canonical {
		letters = append(letters, string(r), parts)
	}
	for r := range tables().compatible {
		letters = append(letters, string(r))
	}
	for _, c := range classes {
		for r := c.first; r <= c.last; r++ {
			if r != '\u0345' { // a letter in upper case
				letters = append(letters, "a\u0301\u0323"+string(r)+"\u0316b")
			}
		}
	}
	for r := rune(firstSyllable); r <= lastSyllable; r += 37 {
		letters = append(letters, string(r))
	}
	checked := 0
	for _, letter := range letters {
		domain := "x" + letter + ".test"
		ascii, ok := idna(t, domain)
		if !ok {
			continue // not allowed by IDNA
		}
		checked++
		if got, want := Key("a@"+domain), Key("a@"+ascii); got != want {
			t.Errorf("%+q: its key is %+q, and that of %s is %+q", domain, got, ascii, want)
		}
	}
	if checked < 3000 {
		t.Errorf("only %d of %d letters were checked", checked, len(letters))
	}
}

func TestKey_Properties(t *testing.T) {
	harness.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.OneOf(
			rapid.RuneFrom(nil, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Mn, unicode.Hangul),
			rapid.RuneFrom([]rune("aAsSkKiI\u0130\u0131\u017f\u212a\u00df\u1e9e@.-xn\u0345\u0307")),
		)).Draw(t, "text")
		key, loose := Key(text), Loose(text)
		if Key(key) != key || Loose(loose) != loose {
			t.Errorf("%+q: Key is %+q, then %+q; Loose is %+q, then %+q", text, key, Key(key), loose, Loose(loose))
		}
		if Loose(key) != loose {
			t.Errorf("%+q: the key has another loose form: %+q and %+q", text, Loose(key), loose)
		}
		if other := strings.ToLower(text); !strings.ContainsRune(text, '\u0130') && Key(other) != key {
			t.Errorf("%+q and %+q are not the same: %+q and %+q", text, other, key, Key(other))
		}
	})
}

func FuzzKey(f *testing.F) {
	for _, seed := range []string{"ann@acme.test", "a@xn--bcher-kva.test", "@xn--", "\xff@\u0130", "a@xn--99999999"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if key := Key(text); Key(key) != key && !strings.Contains(strings.ToLower(text), acePrefix) {
			t.Errorf("%+q: Key is %+q, then %+q", text, key, Key(key))
		}
		Loose(text)
	})
}
