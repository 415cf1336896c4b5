package emulator

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"time"
)

// What the server's variants change in requests.

// trimTexts returns a request with its names, descriptions and notes trimmed,
// and their line ends as \n.
func trimTexts(request []byte) []byte {
	var tree any
	if json.Unmarshal(request, &tree) != nil {
		return request
	}
	data, err := json.Marshal(trimmed("", tree))
	if err != nil {
		return request
	}
	return data
}

func trimmed(key string, value any) any {
	switch v := value.(type) {
	case map[string]any:
		for name, inner := range v {
			v[name] = trimmed(name, inner)
		}
	case []any:
		for i, inner := range v {
			v[i] = trimmed(key, inner)
		}
	case string:
		if key == "name" || key == "description" || key == "notes" {
			return strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(v))
		}
	}
	return value
}

// expiry truncates a time to the precision of the server.
func (c *call) expiry(t stamp) stamp {
	if d := c.server.config.Variants.TimePrecision; d > 0 && !t.IsZero() {
		t.Time = t.Truncate(d)
		for t.decimals > 0 && d >= time.Second/time.Duration(pow10(t.decimals-1)) {
			t.decimals--
		}
	}
	return t
}

func pow10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}

// completed returns the scopes together with those that they depend on.
func (c *call) completed(scopes []string) []string {
	if !c.server.config.Variants.CompleteScopes {
		return scopes
	}
	all := slices.Clone(scopes)
	for _, deps := range c.server.scopeDeps() {
		if !slices.Contains(scopes, deps.Scope) {
			continue
		}
		for _, scope := range deps.DependingScopes {
			if !slices.Contains(all, scope) {
				all = append(all, scope)
			}
		}
	}
	return all
}

// keeping is the action of an overwrite that keeps absent and empty fields,
// which protobuf's JSON does not distinguish.
const keeping = "overwrite, keeping"

// overwrites returns keeping in place of "overwrite" if the variant says so.
func (c *call) overwrites(action string) string {
	if action == "overwrite" && c.server.config.Variants.KeepOnOverwrite {
		return keeping
	}
	return action
}

// keepAbsent returns sent with its empty fields filled from there.
func keepAbsent[T any](sent, there T) T {
	into, from := reflect.ValueOf(&sent).Elem(), reflect.ValueOf(there)
	for i := range into.NumField() {
		if into.Field(i).IsZero() {
			into.Field(i).Set(from.Field(i))
		}
	}
	return sent
}
