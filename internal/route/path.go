package route

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// CheckID returns what is wrong with an ID that is to stand in a path, or "" if
// nothing is. It refuses IDs that could reach another endpoint; whether the
// rest exists is for Clarifai to say.
func CheckID(id string) string {
	if id != "" && strings.IndexFunc(id, needsCheck) < 0 {
		return ""
	}
	switch {
	case id == "":
		return "must not be empty"
	case id == "." || id == "..":
		return fmt.Sprintf("must not be %q", id)
	case !utf8.ValidString(id):
		return "must be valid UTF-8"
	case strings.ContainsAny(id, `/\?#%`):
		return fmt.Sprintf(`must not contain any of / \ ? # %%: %q`, id)
	case strings.ContainsFunc(id, unicode.IsControl):
		return fmt.Sprintf("must not contain control characters: %q", id)
	}
	return ""
}

// needsCheck reports whether r is none of the characters of Clarifai's own IDs.
func needsCheck(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
}

// Fill puts IDs into a path template and returns the escaped path. The IDs are
// in the order of the placeholders of own, the operation's route; template is
// that route or the one that it was moved to. The owner is the ID of the user or
// organization among them, or "" if there is none.
func Fill(own, template string, ids []string) (path, owner string, err error) {
	if n := strings.Count(own, "{"); n != len(ids) {
		return "", "", fmt.Errorf("%d IDs for %d placeholders", len(ids), n)
	}
	if len(ids) == 0 {
		return template, "", nil
	}
	size := len(template)
	for _, id := range ids {
		size += len(id)
	}
	var b strings.Builder
	b.Grow(size)
	for rest, found := template, true; found; {
		var name string
		name, rest, found = strings.Cut(rest, "{")
		b.WriteString(name)
		if !found {
			break
		}
		name, rest, _ = strings.Cut(rest, "}")
		id := ids[PlaceholderIndex(own, name)]
		if problem := CheckID(id); problem != "" {
			return "", "", fmt.Errorf("the %s %s", describePlaceholder(own, name), problem)
		}
		if name == ownerPlaceholder {
			owner = id
		}
		b.WriteString(url.PathEscape(id))
	}
	return b.String(), owner, nil
}

// ownerPlaceholder is the placeholder of the user or the organization in a template.
const ownerPlaceholder = "user_app_id.user_id"

// describePlaceholder returns what a placeholder of a template stands for, in
// words.
func describePlaceholder(template, name string) string {
	switch {
	case name == ownerPlaceholder && strings.HasPrefix(template, "/v2/organizations/"):
		return "organization ID"
	case name == "id" && strings.Contains(template, "invitation"):
		return "invitation ID"
	case name == "id":
		before, _, _ := strings.Cut(template, "/{id}")
		collection := before[strings.LastIndex(before, "/")+1:]
		return strings.ReplaceAll(strings.TrimSuffix(collection, "s"), "_", " ") + " ID"
	}
	words := strings.NewReplacer("_", " ", ".", " ").Replace(strings.TrimPrefix(name, "user_app_id."))
	if what, ok := strings.CutSuffix(words, " id"); ok {
		return what + " ID"
	}
	return words // a region or a type of log
}

// CheckPath returns what is wrong with an escaped path, or "" if nothing is.
func CheckPath(path string) string {
	if !strings.HasPrefix(path, "/") {
		return fmt.Sprintf("the path %q must start with a slash", path)
	}
	for segment := range strings.SplitSeq(path[1:], "/") {
		plain, err := url.PathUnescape(segment)
		if err != nil {
			return fmt.Sprintf("the path %q must have valid percent-encoding", path)
		}
		if strings.ContainsAny(segment, `?#\{}`) {
			return fmt.Sprintf(`the path %q must not contain any of ? # \ { }; a query is passed separately`, path)
		}
		if problem := CheckID(plain); problem != "" {
			return fmt.Sprintf("a part of the path %q %s", path, problem)
		}
	}
	return ""
}

// Canonical returns the one spelling of a path or template that CheckPath has
// passed, so that two spellings of a path cannot be taken for two paths.
func Canonical(path string) string {
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		if strings.HasPrefix(segment, "{") {
			continue
		}
		segments[i] = url.PathEscape(Unescape(segment))
	}
	return strings.Join(segments, "/")
}

// Unescape returns a path that CheckPath has passed, or a part of one, without
// its escapes.
func Unescape(path string) string {
	plain, err := url.PathUnescape(path)
	if err != nil {
		return path
	}
	return plain
}
