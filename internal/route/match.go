package route

import "strings"

// Placeholders returns the names in braces of a path template, in order.
func Placeholders(path string) []string {
	var names []string
	for segment := range strings.SplitSeq(path, "/") {
		if strings.HasPrefix(segment, "{") && strings.HasSuffix(segment, "}") {
			names = append(names, segment[1:len(segment)-1])
		}
	}
	return names
}

// PlaceholderIndex returns the index of a name among a template's placeholders, or
// -1 if it is not one of them.
func PlaceholderIndex(path, name string) int {
	for n := 0; ; n++ {
		_, rest, found := strings.Cut(path, "{")
		if !found {
			return -1
		}
		var placeholder string
		if placeholder, path, _ = strings.Cut(rest, "}"); placeholder == name {
			return n
		}
	}
}

// Match returns the route that a method and an escaped path reach, or nil if there
// is none. A segment that matches literally wins over a placeholder.
func Match(method, path string) *Route {
	var found *Route
	best := 0 // literal segments of found
	for i := range table {
		r := &table[i]
		if r.Method != method {
			continue
		}
		if n, ok := matchTemplate(r.Path, path); ok && n > best {
			found, best = r, n
		}
	}
	return found
}

// Fits reports whether an escaped path matches a template.
func Fits(template, path string) bool {
	_, fits := matchTemplate(template, path)
	return fits
}

// matchTemplate reports whether path matches the template, and in how many segments
// it does so literally.
func matchTemplate(template, path string) (literal int, matches bool) {
	same := 0
	for {
		t, tRest, tMore := strings.Cut(template, "/")
		p, pRest, pMore := strings.Cut(path, "/")
		switch {
		case strings.HasPrefix(t, "{"):
			if p == "" {
				return 0, false
			}
		case t != p:
			return 0, false
		default:
			same++
		}
		if tMore != pMore {
			return 0, false
		}
		if !tMore {
			return same, true
		}
		template, path = tRest, pRest
	}
}
