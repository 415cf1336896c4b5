// Package contract holds what is known of Clarifai's HTTP API: routes,
// messages, enums and status codes, read out of Clarifai's own client
// definitions. Tests hold the SDK to these facts, and the emulator routes and
// checks by them. Nothing that an importer links may depend on this package.
package contract

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

//go:embed facts/*.json
var files embed.FS

// Route is one HTTP binding of an RPC. An RPC can have several.
type Route struct {
	RPC      string   `json:"rpc"`
	Method   string   `json:"method"`
	Path     string   `json:"path"`     // template: /v2/organizations/{user_app_id.user_id}
	Body     string   `json:"body"`     // "*": the request's fields travel as JSON; else in the query
	Request  string   `json:"request"`  // full name of the request message
	Response string   `json:"response"` // full name of the response message
	Auth     string   `json:"auth"`     // PATAuth, KeyAuth, SessionTokenAuth or NoAuth
	Scopes   []string `json:"scopes"`

	// PerPageDefault is the documented size of a page if the request names
	// none. Zero means that no size is documented, or that there are no pages.
	PerPageDefault int `json:"per_page_default"`
	// Actions are the documented actions of a PATCH. Nil means that none are
	// documented.
	Actions []string `json:"actions"`
	// MaxItems is the documented maximum of items in one request. Zero means
	// that none is documented.
	MaxItems int    `json:"max_items"`
	Note     string `json:"note"` // what else is documented

	// Archived says that only the definitions of 2022 have this route.
	Archived bool `json:"-"`
}

// Field is one field of a message.
type Field struct {
	Name         string `json:"name"`
	Type         string `json:"type"` // a scalar, "map", or the full name of a message or an enum
	Repeated     bool   `json:"repeated"`
	ShownIfEmpty bool   `json:"shown_if_empty"`
	// Default is the documented meaning of an absent value, "" for none.
	Default any `json:"default"`
	// Values are the documented values of a text. Nil means that none are
	// documented.
	Values []string `json:"values"`
	Note   string   `json:"note"` // what else is documented
}

// Definitions is one generation of the client definitions.
type Definitions struct {
	Routes   []Route
	Messages map[string][]Field
	Enums    map[string]map[string]int32

	// Retired are values of enums that definitions in between had.
	Retired map[string]map[string]int32
	// NotOffered are the scopes that were not offered for keys.
	NotOffered []string
}

// Facts is everything that is known, in both generations.
type Facts struct {
	Current, Archived Definitions
	StatusCodes       map[string]int32
}

// Load returns the facts. They are read once and shared: do not write to them.
var Load = sync.OnceValue(func() *Facts {
	f := &Facts{Current: definitions("current"), Archived: definitions("archived")}
	var codes struct{ Codes map[string]int32 }
	read("status_codes", &codes)
	f.StatusCodes = codes.Codes
	for i := range f.Archived.Routes {
		f.Archived.Routes[i].Archived = true
	}
	return f
})

func definitions(generation string) Definitions {
	var routes struct{ Routes []Route }
	var messages struct{ Messages map[string][]Field }
	var enums struct {
		Enums, Retired map[string]map[string]int32
		NotOffered     []string `json:"scopes_not_offered_for_keys"`
	}
	read(generation+"_routes", &routes)
	read(generation+"_messages", &messages)
	read(generation+"_enums", &enums)
	return Definitions{routes.Routes, messages.Messages, enums.Enums, enums.Retired, enums.NotOffered}
}

func read(name string, into any) {
	data, err := files.ReadFile("facts/" + name + ".json")
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		panic(fmt.Sprintf("contract: embedded facts %s: %v", name, err))
	}
}

// Route finds a binding by method and path template, the current ones first.
func (f *Facts) Route(method, path string) (Route, bool) {
	for _, d := range []*Definitions{&f.Current, &f.Archived} {
		for _, r := range d.Routes {
			if r.Method == method && r.Path == path {
				return r, true
			}
		}
	}
	return Route{}, false
}

// Message gives a message's fields as the generation of a route has them: the
// form in which a request is written. A message that this generation lacks is
// taken from the other.
func (f *Facts) Message(name string, archived bool) ([]Field, bool) {
	first, second := &f.Current, &f.Archived
	if archived {
		first, second = second, first
	}
	if m, ok := first.Messages[name]; ok {
		return m, true
	}
	m, ok := second.Messages[name]
	return m, ok
}

// Union gives a message's fields as the two generations have them together:
// the form in which a response is read.
func (f *Facts) Union(name string) ([]Field, bool) {
	fields, ok := f.Current.Messages[name]
	older, okOlder := f.Archived.Messages[name]
	union := slices.Clone(fields)
	for _, field := range older {
		if !slices.ContainsFunc(union, func(g Field) bool { return g.Name == field.Name }) {
			union = append(union, field)
		}
	}
	return union, ok || okOlder
}

// Enum gives an enum's values by name, of both generations together.
func (f *Facts) Enum(name string) (map[string]int32, bool) {
	current, ok := f.Current.Enums[name]
	older, okOlder := f.Archived.Enums[name]
	union := make(map[string]int32, len(current)+len(older))
	maps.Copy(union, older)
	maps.Copy(union, current)
	return union, ok || okOlder
}

// Placeholders lists the names in braces of a path template, in order.
func Placeholders(path string) []string {
	var names []string
	for segment := range strings.SplitSeq(path, "/") {
		if name, ok := strings.CutPrefix(segment, "{"); ok {
			names = append(names, strings.TrimSuffix(name, "}"))
		}
	}
	return names
}
