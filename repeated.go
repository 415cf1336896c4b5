package clarifai

import "reflect"

// earlier finds pages that come again: the one before, and, by Brent's method,
// any that come round in a cycle. It keeps two pages, however long the list.
type earlier[T any] struct {
	last, mark []T
	pages      int
	repeated   int // pages that look like an earlier one without proving anything
}

// has reports whether a page came before, and takes it in. If items can look
// alike, two equal pages may both be right. One is proof only if its items
// differ, and of a cycle only if it is long as well; of other pages it takes
// maxRepeated.
func (e *earlier[T]) has(page []T, alike bool) bool {
	last, mark := same(e.last, page), same(e.mark, page)
	if last || mark {
		differ := !reflect.DeepEqual(page[0], page[len(page)-1])
		if !alike || differ && (last || len(page) >= defaultPerPage) {
			return true
		}
		if e.repeated++; e.repeated > maxRepeated {
			return true
		}
	}
	e.last = page
	if e.pages++; e.pages&(e.pages-1) == 0 {
		e.mark = page
	}
	return false
}

func same[T any](before, now []T) bool {
	return len(before) > 0 && len(before) == len(now) &&
		reflect.DeepEqual(before[0], now[0]) && reflect.DeepEqual(before, now)
}
