// Package redact removes secrets from text that is to be shown: error messages,
// headers, log lines.
package redact

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
)

// Placeholder stands in a text where a secret was.
const Placeholder = "[redacted]"

// IsPlaceholder reports whether a text is what a secret becomes when it is
// printed or marshaled.
func IsPlaceholder(text string) bool { return strings.TrimSpace(text) == Placeholder }

// MinLength is the length of the shortest secret that Text removes. A shorter
// one cannot be told from ordinary text.
const MinLength = 4

// Text returns text with Placeholder in the place of each secret: as it is, and
// as a server may quote it, escaped for a path, a query, JSON or Go.
func Text(text string, secrets ...string) string {
	for _, secret := range secrets {
		if len(secret) < MinLength || len(text) < len(secret) { // no spelling is shorter than the secret
			continue
		}
		text = strings.ReplaceAll(text, secret, Placeholder)
		if strings.Trim(secret, unescaped) == "" {
			continue
		}
		for _, spelling := range spellings(secret) {
			text = strings.ReplaceAll(text, spelling, Placeholder)
		}
	}
	return text
}

// unescaped are characters that every way of quoting leaves as they are.
// Tokens seldom have others.
const unescaped = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~"

func spellings(secret string) []string {
	all := []string{
		url.PathEscape(secret), url.QueryEscape(secret),
		unquoted(strconv.Quote(secret)), unquoted(strconv.QuoteToASCII(secret)),
	}
	if data, err := json.Marshal(secret); err == nil {
		all = append(all, unquoted(string(data)))
	}
	return all
}

func unquoted(text string) string { return text[1 : len(text)-1] }
