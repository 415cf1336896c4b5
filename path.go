package clarifai

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
)

// idLetters are the characters of Clarifai's ids.
const idLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"

// checkID says what is wrong with an id for a path, "" for nothing. Ids that
// could reach another endpoint are refused; the rest is Clarifai's to judge.
func checkID(id string) string {
	if id != "" && strings.IndexFunc(id, notPlain) < 0 {
		return ""
	}
	switch {
	case id == "":
		return "is empty"
	case id == "." || id == "..":
		return fmt.Sprintf("%q is not an id", id)
	case !utf8.ValidString(id):
		return "is not valid UTF-8"
	case strings.ContainsAny(id, `/\?#%`):
		return fmt.Sprintf(`%q has one of / \ ? # %%`, id)
	case strings.ContainsFunc(id, unicode.IsControl):
		return fmt.Sprintf("%q has control characters", id)
	}
	return ""
}

// notPlain is false for what Clarifai's own ids are made of.
func notPlain(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
}

// fillPath puts ids, in the order of the operation's own route, into a
// template, and tells the owner among them, "" for none.
func fillPath(own, template string, ids []string) (path, owner string, err error) {
	if n := strings.Count(own, "{"); n != len(ids) {
		return "", "", fmt.Errorf("%d ids for %d placeholders", len(ids), n)
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
		id := ids[route.Position(own, name)]
		if problem := checkID(id); problem != "" {
			return "", "", fmt.Errorf("the %s %s", placeholderWords(own, name), problem)
		}
		if name == "user_app_id.user_id" {
			owner = id
		}
		b.WriteString(url.PathEscape(id))
	}
	return b.String(), owner, nil
}

// placeholderWords says what a placeholder stands for.
func placeholderWords(template, name string) string {
	switch {
	case name == "user_app_id.user_id" && strings.HasPrefix(template, "/v2/organizations/"):
		return "organization id"
	case name == "id" && strings.Contains(template, "invitation"):
		return "invitation id"
	case name == "id":
		before, _, _ := strings.Cut(template, "/{id}")
		return strings.TrimSuffix(before[strings.LastIndex(before, "/")+1:], "s") + " id"
	}
	return strings.ReplaceAll(strings.TrimPrefix(name, "user_app_id."), "_", " ")
}

// checkPath says what is wrong with an escaped path, "" for nothing.
func checkPath(path string) string {
	if !strings.HasPrefix(path, "/") {
		return fmt.Sprintf("the path %q does not start with a slash", path)
	}
	for segment := range strings.SplitSeq(path[1:], "/") {
		plain, err := url.PathUnescape(segment)
		if err != nil {
			return fmt.Sprintf("the path %q is not escaped well", path)
		}
		if strings.ContainsAny(segment, `?#\{}`) {
			return fmt.Sprintf(`the path %q has one of ? # \ { }; a query is handed over on its own`, path)
		}
		if problem := checkID(plain); problem != "" {
			return fmt.Sprintf("a part of the path %q %s", path, problem)
		}
	}
	return ""
}

// canonicalPath escapes a path that was checked before in one way, so that no
// spelling of it passes for another path.
func canonicalPath(path string) string {
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		if strings.HasPrefix(segment, "{") {
			continue
		}
		segments[i] = url.PathEscape(mustUnescape(segment))
	}
	return strings.Join(segments, "/")
}

// mustUnescape undoes the escaping of a path that was checked before.
func mustUnescape(path string) string {
	plain, err := url.PathUnescape(path)
	if err != nil {
		return path
	}
	return plain
}
