package clarifai

import "iter"

// Page is one page of a list.
type Page[T any] struct {
	Items []T

	fetched bool
}

// More reports whether another page may follow. Clarifai returns no totals, and
// a page that is shorter than asked for is not always the last: a server may
// limit the size of a page, or leave items out after it has cut one. So More is
// true for every page with items that this package fetched; only an empty page
// is the end. More is false for a Page that was made by hand.
func (p *Page[T]) More() bool {
	return p != nil && p.fetched && len(p.Items) > 0
}

const (
	defaultPerPage = 128 // of a List; of an All it is maxPerPage
	maxPerPage     = 1000
	maxReadAhead   = 64
	maxPage        = 1 << 20 // no list of an organization is as long: a server that goes on has no end
	maxRepeated    = 1 << 12 // pages of items without ids that look like an earlier page
)

// Paging chooses the pages of a list. Its zero value is the first page, or all
// of them.
//
// An All reads until it reaches an empty page. It saves that last request where
// the server has shown that it fills its pages: if the first page holds as many
// items as were asked for, the first page that holds fewer is taken for the
// last. So an All is cut short by a server that fills the first page and leaves
// items out of a later one after cutting it, and by one that leaves every item
// of a page out. Other servers, also those that return smaller pages than they
// are asked for, are read to the end.
//
// Pages are cut when they are read. If somebody removes an item while an All is
// being ranged over, the items behind it move up, and one that moves to a page
// that was read already is skipped. [Collect] the items before removing any.
// If others may remove some at the same time, read again until two readings
// agree.
type Paging struct {
	// Page is the page to read, or to start at, from 1. 0 means 1. An All ends
	// with an error where pages follow the 1,048,576th.
	Page int `url:"page,omitempty"`
	// PerPage is how many items to ask for in a page, 1000 at most. 0 means 128
	// for a List, and 1000 for an All, whatever the list: Clarifai's own default
	// differs from list to list, so that every request states the number.
	PerPage int `url:"per_page,omitempty"`
	// ReadAhead is how many pages an All may fetch, concurrently, beyond the
	// one that is being consumed; at most 64. 0 fetches a page when its first
	// item is wanted.
	ReadAhead int `url:"-"`
}

// pagination is a page as the body of a search names it.
type pagination struct {
	Page    int `json:"page,omitempty"`
	PerPage int `json:"per_page,omitempty"`
}

func (p Paging) validate(op Operation) error {
	switch {
	case p.Page < 0 || p.Page > maxPage:
		return invalid(op, "page %d: pages count from 1 to %d", p.Page, maxPage)
	case p.PerPage < 0 || p.PerPage > maxPerPage:
		return invalid(op, "per_page %d: a page holds 1 to %d items", p.PerPage, maxPerPage)
	case p.ReadAhead < 0 || p.ReadAhead > maxReadAhead:
		return invalid(op, "read-ahead %d: it may be 0 to %d pages", p.ReadAhead, maxReadAhead)
	}
	return nil
}

// Collect gathers what an All method yields. With an error it gives what came
// before it.
func Collect[T any](seq iter.Seq2[T, error]) ([]T, error) {
	if seq == nil {
		return nil, nil
	}
	var items []T
	for item, err := range seq {
		if err != nil {
			return items, err
		}
		items = append(items, item)
	}
	return items, nil
}
