package rotation

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// State is how far a rotation is. It can be kept as JSON. It holds no secret.
type State struct {
	UserID  string `json:"user_id"` // of the owner
	Reached Step   `json:"reached"`

	Old       TokenState `json:"old"`
	Successor TokenState `json:"successor"`

	// Nonce is part of the successor's description.
	Nonce string `json:"nonce"`
	// LeftBehind is the number of tokens with the nonce that nobody has, because
	// the response to their creation was lost. The function [LeftBehind] returns
	// them.
	LeftBehind int `json:"left_behind,omitempty"`
	// RevokeAfter is the end of the grace time. [Finish] does not revoke the old
	// token earlier.
	RevokeAfter time.Time `json:"revoke_after,omitzero"`
	// Scopes are the old token's.
	Scopes []clarifai.Scope `json:"scopes,omitempty"`
	// OldHash and SuccessorHash are SHA-256 of the nonce and the token, by which
	// the two are recognized.
	OldHash       string `json:"old_hash,omitempty"`
	SuccessorHash string `json:"successor_hash,omitempty"`
}

// Step is the last step that a rotation completed.
type Step string

// The steps of a rotation, in their order.
const (
	StepNone    Step = ""        // nothing was done
	StepCreated Step = "created" // the successor exists
	StepStored  Step = "stored"  // Store has kept it
	StepChecked Step = "checked" // it works
	StepRevoked Step = "revoked" // the old token is gone
)

// TokenState says whether a token works.
type TokenState string

// The states of a token.
const (
	TokenNone    TokenState = ""        // there is no such token
	TokenWorks   TokenState = "works"   // it exists
	TokenRevoked TokenState = "revoked" // it is gone
	TokenUnknown TokenState = "unknown" // it may work or be gone
)

// String says in words which tokens there are.
func (s State) String() string {
	var parts []string
	switch s.Old {
	case TokenNone:
		parts = append(parts, "there is no such token")
	case TokenWorks:
		parts = append(parts, "the old token works")
	case TokenRevoked:
		parts = append(parts, "the old token is revoked")
	case TokenUnknown:
		parts = append(parts, "the old token may be revoked")
	}
	switch {
	case s.Reached == StepNone && s.LeftBehind > 0:
		parts = append(parts, fmt.Sprintf("%d tokens whose description has the nonce %s were left behind", s.LeftBehind, s.Nonce))
	case s.Reached == StepChecked && s.Successor == TokenUnknown:
		parts = append(parts, "the successor is stored, and worked until the grace time")
	case s.Successor == TokenUnknown:
		parts = append(parts, "there may be a successor, whose description has the nonce "+s.Nonce)
	case s.Reached == StepNone:
		parts = append(parts, "there is no successor")
	case s.Reached == StepCreated:
		parts = append(parts, "the successor exists, and is not stored")
	case s.Reached == StepStored:
		parts = append(parts, "the successor is stored, and not seen to work")
	default:
		parts = append(parts, "the successor is stored and works")
	}
	return strings.Join(parts, "; ")
}

var (
	noncePattern = regexp.MustCompile(`^[a-z2-7]{12}$`)
	hashPattern  = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

// validate returns an error if no rotation can have left the state.
func (s State) validate() error {
	switch {
	case s.UserID == "":
		return invalid("the state must have a user ID")
	case !noncePattern.MatchString(s.Nonce):
		return invalid("the state must have the nonce of a rotation, and has %.40q", s.Nonce)
	}
	switch s.Reached {
	case StepNone:
		return nil
	case StepCreated, StepStored, StepChecked, StepRevoked:
	default:
		return invalid("the step that the state has reached is unknown: %.40q", s.Reached)
	}
	if !hashPattern.MatchString(s.OldHash) || !hashPattern.MatchString(s.SuccessorHash) || s.OldHash == s.SuccessorHash {
		return invalid("the state must have the hashes of two tokens")
	}
	if s.RevokeAfter.IsZero() {
		return invalid("the state must say when the grace time ends")
	}
	return nil
}

// hash returns by what a token is recognized. The nonce makes it another one in
// each state.
func (s State) hash(token clarifai.Secret) string {
	sum := sha256.Sum256([]byte(s.Nonce + " " + token.Reveal()))
	return hex.EncodeToString(sum[:])
}

// has reports whether a token is one that the rotation created.
func (s State) has(token *clarifai.Token) bool {
	return strings.Contains(token.Description, noncePrefix+s.Nonce+")")
}
