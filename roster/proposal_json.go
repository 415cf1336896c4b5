package roster

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/strict"
)

const (
	// planVersion is the version of the JSON of a Proposal.
	planVersion = 1
	// digestPrefix names the algorithm of a digest.
	digestPrefix = "sha256:"
	// maxPlan is the maximum size of a stored plan, in bytes. The steps and rows of
	// 5,000 people on 20 teams each fit in.
	maxPlan = 32 << 20
)

// DecodeProposal reads a proposal that was stored as JSON. It refuses one that is not as
// it was written: a field that is misspelled, missing or written twice, null in place
// of a value, steps that [Apply] cannot take, and content that does not have the digest
// in the file. The error names the place. The text is UTF-8, or UTF-16 with a byte order
// mark, of at most 32 MiB.
//
// To change a stored plan, make a new one with other [Options], or read it in a program,
// remove steps from Steps, and store it again.
func DecodeProposal(r io.Reader) (*Proposal, error) {
	data, err := readText(r, maxPlan)
	if err != nil {
		return nil, fmt.Errorf("roster: the plan cannot be read: %w", err)
	}
	p := &Proposal{}
	if err := p.UnmarshalJSON(data); err != nil {
		return nil, err
	}
	return p, nil
}

// storedProposal is a Proposal as JSON.
type storedProposal struct {
	Version int    `json:"version"`
	Digest  string `json:"digest"`
	proposalFields
}

// proposalFields is what a digest covers.
type proposalFields struct {
	Organization string          `json:"organization"`
	Created      time.Time       `json:"created,omitzero"`
	MadeAt       time.Time       `json:"made_at"`
	Options      Options         `json:"options"`
	Steps        []Step          `json:"steps"`
	Exceeded     []ExceededLimit `json:"exceeded,omitempty"`
	Withheld     []Step          `json:"withheld,omitempty"`
	Rows         []rowJSON       `json:"rows,omitempty"`
	BadRows      []RowError      `json:"bad_rows,omitempty"`
	Findings     []Finding       `json:"findings,omitempty"`
}

func (p *Proposal) fields() *proposalFields {
	return &proposalFields{
		p.Organization, p.Created.UTC(), p.MadeAt.UTC(), p.Options, orEmpty(p.Steps),
		p.Exceeded, p.Withheld, rowsJSON(p.Rows), p.BadRows, p.Findings,
	}
}

// MarshalJSON writes the proposal with a version of its form and with its digest.
func (p Proposal) MarshalJSON() ([]byte, error) {
	fields := p.fields()
	digest, err := fields.digest()
	if err != nil {
		return nil, err
	}
	return encodeJSON(&storedProposal{planVersion, digest, *fields})
}

// UnmarshalJSON reads a proposal as strictly as [DecodeProposal] does. It replaces the
// whole proposal.
func (p *Proposal) UnmarshalJSON(data []byte) error {
	var read storedProposal
	err := strict.DecodeJSON(data, &read)
	if version := versionOf(data); version != planVersion && version != 0 {
		return fmt.Errorf("roster: the plan cannot be read: its version is %d, but must be %d: use the program that made it, or make a new plan", version, planVersion)
	}
	if err != nil {
		return fmt.Errorf("roster: the plan cannot be read: %w", err)
	}
	if read.Version != planVersion {
		return fmt.Errorf("roster: the plan cannot be read: version must be %d", planVersion)
	}
	read.Created, read.MadeAt = read.Created.UTC(), read.MadeAt.UTC()
	switch digest, err := read.digest(); {
	case err != nil:
		return fmt.Errorf("roster: the plan cannot be read: %w", err)
	case !strings.HasPrefix(read.Digest, digestPrefix):
		return fmt.Errorf("roster: the plan cannot be read: digest: it must begin with %q, unlike %.80q", digestPrefix, read.Digest)
	case digest != read.Digest:
		return fmt.Errorf("roster: the plan cannot be used: its content does not have the digest %.80q, so it was changed after it was made. "+
			"Make a new plan with other options, or read the plan in a program, remove steps there, and store it again", read.Digest)
	}
	plan := Proposal{
		Organization: read.Organization, Created: read.Created, MadeAt: read.MadeAt, Options: read.Options,
		Steps: orNil(read.Steps), Exceeded: orNil(read.Exceeded), Withheld: orNil(read.Withheld),
		BadRows: orNil(read.BadRows), Findings: orNil(read.Findings),
	}
	for i := range read.Rows {
		plan.Rows = append(plan.Rows, read.Rows[i].row())
	}
	if err := plan.check(); err != nil {
		return err
	}
	*p = plan
	return nil
}

// versionOf returns the version of a plan, of which a reader of another version may
// understand nothing else. It returns zero if there is none.
func versionOf(data []byte) int {
	var read struct{ Version int }
	_ = json.Unmarshal(data, &read) // the caller has the errors of the whole
	return read.Version
}

// Digest returns the digest of the proposal: "sha256:" and 64 hexadecimal digits. It
// covers everything that is stored, so that equal digests mean the same plan. It is
// empty for a proposal that cannot be stored, since its options have numbers or times
// that JSON cannot express.
func (p *Proposal) Digest() string {
	digest, err := p.fields().digest()
	if err != nil {
		return ""
	}
	return digest
}

func (f *proposalFields) digest() (string, error) {
	data, err := encodeJSON(f)
	if err == nil && bytes.Contains(data, []byte(`\ufffd`)) {
		// A byte that is not UTF-8 is written in this form, and read as a character
		// that is written in another.
		var read proposalFields
		if err = json.Unmarshal(data, &read); err == nil {
			data, err = encodeJSON(&read)
		}
	}
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(data)
	return digestPrefix + hex.EncodeToString(sum[:]), nil
}

// encodeJSON returns a value as JSON on one line, in which '<', '>' and '&' are as they
// are.
func encodeJSON(value any) ([]byte, error) {
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	if err := out.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// orEmpty returns items, or an empty list for nil, which JSON shows as such.
func orEmpty[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}

// orNil returns items, or nil if there are none.
func orNil[T any](items []T) []T {
	if len(items) == 0 {
		return nil
	}
	return items
}
