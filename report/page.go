package report

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"
	"io"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/tabular"
)

// files are the templates, the style and the script of the pages.
//
//go:embed style.css sort.js page.html access.html
var files embed.FS

// file returns the text of an embedded file.
func file(name string) string {
	text, err := files.ReadFile(name)
	if err != nil {
		panic(err) // the files are embedded
	}
	return string(text)
}

// script is the script of all pages. Their policy lets no other run.
var script = file("sort.js")

// pageFunctions are the functions of all templates.
var pageFunctions = template.FuncMap{
	"style":  func() template.CSS { return template.CSS(file("style.css")) }, //nolint:gosec // it is embedded
	"script": func() template.JS { return template.JS(script) },              //nolint:gosec // it is embedded
	"policy": func() string {
		sum := sha256.Sum256([]byte(script))
		return "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	},
	// clean is for all text from the organization. Characters that reorder text
	// could change how the text around a name reads.
	"clean": tabular.Clean,
	"day":   func(t time.Time) string { return t.UTC().Format("2 January 2006") },
	"time":  func(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04 UTC") },
}

// newPage returns the template of a page. It is the text of the body, between
// {{template "head" "a title"}} and {{template "foot"}} of page.html.
func newPage(name, text string, functions template.FuncMap) *template.Template {
	t := template.Must(template.New("page").Funcs(pageFunctions).Funcs(functions).Parse(file("page.html")))
	return template.Must(t.New(name).Parse(text))
}

// writePage executes a template and writes the page at once. If the template fails,
// nothing is written.
func writePage(w io.Writer, t *template.Template, data any) error {
	var page bytes.Buffer
	if err := t.Execute(&page, data); err != nil {
		return err
	}
	_, err := page.WriteTo(w)
	return err
}
