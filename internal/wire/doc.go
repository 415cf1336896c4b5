// Package wire reads and writes JSON as Clarifai speaks it: the status
// envelope around every response, enums by number or by name, and bodies that
// are cut short or are not JSON at all.
package wire
