package clarifai

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/clarifai-community/clarifai-orgs-go/internal/transport"
	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// without takes secrets out of a text, in every way in which a server quotes
// one.
func without(text string, secrets []string) string {
	for _, secret := range secrets {
		if len(text) < len(secret) { // no spelling is shorter
			continue
		}
		text = transport.Redact(text, secret)
		if strings.Trim(secret, idLetters) == "" { // it has one spelling
			continue
		}
		for _, spelling := range []string{url.PathEscape(secret), url.QueryEscape(secret), jsonText(secret), unquoted(strconv.Quote(secret)), unquoted(strconv.QuoteToASCII(secret))} {
			text = transport.Redact(text, spelling)
		}
	}
	return text
}

// jsonText is a text as it stands in JSON, without its quotes; "" if it cannot.
func jsonText(text string) string {
	data, err := wire.Encode(text)
	if err != nil {
		return ""
	}
	return unquoted(string(data))
}

func unquoted(text string) string { return text[1 : len(text)-1] }
