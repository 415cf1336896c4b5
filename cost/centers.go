package cost

import (
	"encoding/json"
	"strconv"
	"strings"
)

// Centers map to cost centers. An app's own entry goes before what its metadata
// says, and that before the member who used it.
type Centers struct {
	Apps        map[string]string `json:"apps,omitempty"`         // by app id
	MetadataKey string            `json:"metadata_key,omitempty"` // of the apps' metadata, whose value names the center; "": none
	Members     map[string]string `json:"members,omitempty"`      // by user id or email address
}

// center names the cost center of what someone used of an app; "": none.
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

// metadataText gives a value of metadata as the name of a cost center.
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
