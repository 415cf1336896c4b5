package wire

import "strconv"

// Envelope is what every response carries beside its own fields. A response
// type embeds it.
type Envelope struct {
	Status *Status `json:"status" wire:"once"`
}

// EnvelopeStatus gives the response's status, nil if it has none.
func (e *Envelope) EnvelopeStatus() *Status { return e.Status }

// Response is a type that embeds Envelope.
type Response interface{ EnvelopeStatus() *Status }

// Status is clarifai.api.status.Status, without what is written for Clarifai's
// own engineers.
type Status struct {
	Code         Code          `json:"code" wire:"once"`
	Description  string        `json:"description,omitempty"`
	Details      string        `json:"details,omitempty"`
	ReqID        string        `json:"req_id,omitempty"`
	RedirectInfo *RedirectInfo `json:"redirect_info,omitempty"`
}

// Redact passes every text of the status through redact.
func (s *Status) Redact(redact func(string) string) {
	texts := []*string{&s.Code.Name, &s.Description, &s.Details, &s.ReqID}
	if r := s.RedirectInfo; r != nil {
		texts = append(texts, &r.URL, &r.ResourceType, &r.OldResourceID, &r.NewResourceID)
	}
	for _, text := range texts {
		if *text != "" && *text != success {
			*text = redact(*text)
		}
	}
}

// success is the description of every success.
const success = "Ok"

// RedirectInfo says where a moved thing is now.
type RedirectInfo struct {
	URL           string `json:"url"`
	ResourceType  string `json:"resource_type"`
	OldResourceID string `json:"old_resource_id"`
	NewResourceID string `json:"new_resource_id"`
}

// Code is a status code: a number, or a name where the server wrote one.
type Code struct {
	Number int32
	Name   string
}

// UnmarshalJSON reads a number, a name, or a number in quotes.
func (c *Code) UnmarshalJSON(data []byte) error {
	if IsNull(data) {
		return nil
	}
	*c = Code{}
	s, err := scalar(data)
	if err != nil {
		return err
	}
	if n, err := strconv.ParseInt(string(s), 10, 32); err == nil {
		c.Number = int32(n)
		return nil
	}
	c.Name = string(s)
	return nil
}
