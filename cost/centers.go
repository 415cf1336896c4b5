package cost

import (
	"encoding/json"
	"strconv"
	"strings"
)

// Centers assign usage to cost centers. The entry of an app comes first, then
// what its metadata says, then the entry of the member who used it.
type Centers struct {
	// Apps maps app IDs to cost centers.
	Apps map[string]string `json:"apps,omitempty"`
	// MetadataKey is the key in an app's metadata whose value is its cost
	// center. An empty key means that metadata is not used.
	MetadataKey string `json:"metadata_key,omitempty"`
	// Members maps user IDs or email addresses to cost centers.
	Members map[string]string `json:"members,omitempty"`
}

// center returns the cost center of what a caller used of an app, or "".
func (s *allocation) center(who caller) string {
	centers := &s.mapping.Centers
	if center := centers.Apps[who.appID]; center != "" && who.appID != "" {
		return strings.TrimSpace(center)
	}
	if app := s.directory.apps[who.appID]; app != nil && centers.MetadataKey != "" {
		if center := metadataText(app.Metadata[centers.MetadataKey]); center != "" {
			return center
		}
	}
	if center := s.memberCenters[who.userID]; center != "" && who.userID != "" {
		return center
	}
	if m := s.directory.members[who.userID]; m != nil && m.Email != "" {
		return s.memberCenters[foldID(m.Email)]
	}
	return ""
}

// metadataText returns a string or a number of metadata as text, and "" for other
// values.
func metadataText(value any) string {
	switch value := value.(type) {
	case string:
		return strings.TrimSpace(value)
	case json.Number:
		return value.String()
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	}
	return ""
}
