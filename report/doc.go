// Package report writes HTML pages for people: an access review, and a bill.
//
// A page is one file. It loads nothing and works without a network, follows the
// light or dark scheme of its reader, fits a phone, and prints. Its small script
// sorts and filters tables; without the script, everything can be read. Names come
// from the organization and are shown as text, whatever they contain.
package report
