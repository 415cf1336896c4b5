package strict

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
)

// kind is the kind of a JSON value.
type kind int

const (
	scalar kind = iota
	null
	object
	list
)

func (k kind) String() string {
	return [...]string{"a single value", "null", "an object", "a list"}[k]
}

// node is a JSON value with its place.
type node struct {
	kind  kind
	at    int     // offset in the file
	text  []byte  // its JSON, or nil for Check
	value any     // only of a scalar for Check
	keys  []key   // only of an object
	parts []*node // values of keys, or elements
}

// key is a key of an object.
type key struct {
	name string
	at   int // offset in the file
}

// fault is an Error whose place is an offset.
type fault struct {
	at           int
	path, reason string
}

var tooDeep = fmt.Sprintf("lists and objects must not nest deeper than %d", maxDepth)

// parse parses a file with one value.
func parse(data []byte) (*node, *fault) {
	p := &parser{json.NewDecoder(bytes.NewReader(data)), data}
	p.in.UseNumber() // the type decides about the range
	root, err := p.value(0)
	if err != nil {
		return nil, err
	}
	if rest := bytes.TrimLeft(data[p.in.InputOffset():], " \t\r\n"); len(rest) > 0 {
		return nil, &fault{at: len(data) - len(rest), reason: "nothing may follow the value"}
	}
	return root, nil
}

// parser builds nodes from the tokens of encoding/json.
type parser struct {
	in   *json.Decoder
	data []byte
}

// token returns the next token and its offset.
func (p *parser) token() (json.Token, int, *fault) {
	between := int(p.in.InputOffset())
	token, err := p.in.Token()
	at := between + len(p.data[between:]) - len(bytes.TrimLeft(p.data[between:], " \t\r\n,:"))
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return nil, at, &fault{at: at, reason: "the text must not end within a value"}
	case err != nil:
		return nil, at, &fault{at: at, reason: "the text must be JSON: " + strings.TrimPrefix(err.Error(), "json: ")}
	}
	return token, at, nil
}

// value parses the next value.
func (p *parser) value(depth int) (*node, *fault) {
	token, at, err := p.token()
	if err != nil {
		return nil, err
	}
	n := &node{at: at}
	switch token {
	case nil:
		n.kind = null
	case json.Delim('{'):
		n.kind = object
	case json.Delim('['):
		n.kind = list
	}
	if depth == maxDepth {
		return nil, &fault{at: at, reason: tooDeep}
	}
	for n.kind >= object && p.in.More() {
		if n.kind == object {
			name, at, err := p.token()
			if err != nil {
				return nil, err
			}
			n.keys = append(n.keys, key{fmt.Sprint(name), at})
		}
		part, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		n.parts = append(n.parts, part)
	}
	if n.kind >= object {
		if _, _, err := p.token(); err != nil {
			return nil, err
		}
	}
	n.text = p.data[n.at:p.in.InputOffset()]
	return n, nil
}

// nodeFromTree returns the node of a tree of maps, slices and scalars.
func nodeFromTree(tree any, depth int) (*node, *fault) {
	n := &node{}
	if depth == maxDepth {
		return nil, &fault{reason: tooDeep}
	}
	add := func(v reflect.Value) *fault {
		part, err := nodeFromTree(v.Interface(), depth+1)
		n.parts = append(n.parts, part)
		return err
	}
	switch v := reflect.ValueOf(tree); v.Kind() {
	default:
		n.value = tree
	case reflect.Invalid:
		n.kind = null
	case reflect.Map:
		n.kind = object
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int {
			return bytes.Compare(fmt.Append(nil, a.Interface()), fmt.Append(nil, b.Interface()))
		})
		for _, k := range keys {
			n.keys = append(n.keys, key{name: fmt.Sprint(k.Interface())})
			if err := add(v.MapIndex(k)); err != nil {
				return nil, err
			}
		}
	case reflect.Slice:
		n.kind = list
		for i := range v.Len() {
			if err := add(v.Index(i)); err != nil {
				return nil, err
			}
		}
	}
	return n, nil
}
