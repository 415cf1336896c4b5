// Package yamlfile lets decoders of JSON read YAML.
package yamlfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/clarifai-community/clarifai-orgs-go/internal/tabular"
)

const maxFile = 16 << 20

// JSON returns a file in YAML as JSON with the same values on the same lines. It
// returns a file in JSON as it is, so that its decoder finds the mistakes.
//
// A number keeps its digits. Keys that are there twice, anchors, aliases, tags and
// several documents are errors, as is a number that is none in JSON, such as 0x1F or
// 007: as text it must be quoted.
func JSON(r io.Reader) (io.Reader, error) {
	in, err := tabular.Text(r, maxFile)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(in)
	if err != nil {
		return nil, err
	}
	if start := bytes.TrimLeft(data, " \t\r\n"); len(start) > 0 && (start[0] == '{' || start[0] == '[') {
		return bytes.NewReader(data), nil
	}
	if !utf8.Valid(data) {
		return nil, errors.New("the text must be UTF-8")
	}
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, errors.New(strings.TrimSpace(yaml.FormatError(err, false, false)))
	}
	if len(file.Docs) > 1 {
		return nil, errors.New("the file must have one document")
	}
	if len(file.Docs) == 0 || file.Docs[0].Body == nil {
		return nil, errors.New("the file must not be empty")
	}
	w := &writer{line: 1}
	if err := w.value(file.Docs[0].Body); err != nil {
		return nil, err
	}
	return &w.out, nil
}

// writer writes JSON.
type writer struct {
	out  bytes.Buffer
	line int // of out
}

// to goes to the line of a node.
func (w *writer) to(n ast.Node) {
	for line := n.GetToken().Position.Line; w.line < line; w.line++ {
		w.out.WriteByte('\n')
	}
}

func (w *writer) text(s string) error {
	data, err := json.Marshal(s)
	w.out.Write(data)
	return err
}

var number = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)

func (w *writer) value(n ast.Node) error {
	switch n := n.(type) {
	case *ast.MappingNode:
		return w.object(n.Values)
	case *ast.MappingValueNode:
		return w.object([]*ast.MappingValueNode{n})
	case *ast.SequenceNode:
		return w.list(n.Values)
	case *ast.LiteralNode:
		w.to(n)
		return w.text(n.Value.Value)
	case *ast.StringNode:
		w.to(n)
		return w.text(n.Value)
	case *ast.NullNode:
		w.to(n)
		w.out.WriteString("null")
	case *ast.BoolNode:
		w.to(n)
		fmt.Fprint(&w.out, n.Value)
	case *ast.IntegerNode, *ast.FloatNode:
		token := n.GetToken()
		if !number.MatchString(token.Value) {
			return fail(n, "%s must be a decimal number, or quoted", token.Value)
		}
		w.to(n)
		w.out.WriteString(token.Value)
	default:
		return fail(n, "%.40q must be a plain value, without an anchor, an alias or a tag", n.String())
	}
	return nil
}

func (w *writer) object(values []*ast.MappingValueNode) error {
	if len(values) > 0 {
		w.to(values[0].Key)
	}
	w.out.WriteByte('{')
	for i, v := range values {
		if i > 0 {
			w.out.WriteByte(',')
		}
		w.to(v.Key)
		key := v.Key.GetToken().Value
		switch k := v.Key.(type) {
		case *ast.StringNode:
			key = k.Value
		case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.NullNode: // such as an ID of digits
		default:
			return fail(v.Key, "%.40q must be a plain key", v.Key.String())
		}
		if err := w.text(key); err != nil {
			return err
		}
		w.out.WriteByte(':')
		if err := w.value(v.Value); err != nil {
			return err
		}
	}
	w.out.WriteByte('}')
	return nil
}

func (w *writer) list(values []ast.Node) error {
	w.out.WriteByte('[')
	for i, v := range values {
		if i > 0 {
			w.out.WriteByte(',')
		}
		if err := w.value(v); err != nil {
			return err
		}
	}
	w.out.WriteByte(']')
	return nil
}

func fail(n ast.Node, format string, args ...any) error {
	return fmt.Errorf("line %d: %s", n.GetToken().Position.Line, fmt.Sprintf(format, args...))
}
