package emulator

import (
	"cmp"
	"slices"
	"strings"
)

// Requests.

type listScopesRequest struct {
	owner
	KeyType string `json:"key_type"`
}

type noRequest struct{}

// Responses.

type scopeDepsJSON struct {
	Scope           string   `json:"scope,omitzero"`
	DependingScopes []string `json:"depending_scopes,omitempty"`
}

type multiScopeDepsResponse struct {
	envelope
	ScopeDeps []scopeDepsJSON `json:"scope_deps,omitempty"`
}

type multiScopeResponse struct {
	envelope
	Scopes    []string `json:"scopes,omitempty"`
	App       *appJSON `json:"app,omitzero"`
	Endpoints []string `json:"endpoints,omitempty"`
}

type multiScopeUserResponse struct {
	envelope
	Scopes    []string `json:"scopes,omitempty"`
	Endpoints []string `json:"endpoints,omitempty"`
}

// listScopes lists every scope of the facts, for any type of key: which scopes
// a type cannot have is not known.
func listScopes(c *call, in *listScopesRequest) (*multiScopeDepsResponse, error) {
	if err := c.self(in.UserAppID.UserID); err != nil {
		return nil, err
	}
	if in.KeyType != "" && in.KeyType != typePAT && in.KeyType != typeAppKey {
		return nil, invalid("unknown key_type " + in.KeyType)
	}
	return &multiScopeDepsResponse{ScopeDeps: c.server.scopeDeps()}, nil
}

// scopeDeps is every scope in the order of the numbers. What the scopes of a
// real server depend on is not known; the routes of the facts that change a
// resource all need its _Get beside its own scope, and so it is here.
func (s *Server) scopeDeps() []scopeDepsJSON {
	var all []scopeDepsJSON
	for scope, n := range s.scopes {
		if n == 0 {
			continue
		}
		deps := scopeDepsJSON{Scope: scope}
		resource, verb, _ := strings.Cut(scope, "_")
		if _, ok := s.scopes[resource+"_Get"]; ok && verb != "" && verb != "Get" {
			deps.DependingScopes = []string{resource + "_Get"}
		}
		all = append(all, deps)
	}
	slices.SortFunc(all, func(a, b scopeDepsJSON) int { return cmp.Compare(s.scopes[a.Scope], s.scopes[b.Scope]) })
	return all
}

// myScopes gives what the credential itself has, and the app if one is meant.
func myScopes(c *call, in *ownerRequest) (*multiScopeResponse, error) {
	out := &multiScopeResponse{Scopes: c.token.scopes, Endpoints: c.token.endpoints}
	if in.UserAppID.AppID == "" && len(c.token.apps) != 1 {
		return out, nil
	}
	a, err := c.app(in.UserAppID)
	if err != nil {
		return nil, err
	}
	out.App = a.identity()
	return out, nil
}

func myScopesUser(c *call, in *ownerRequest) (*multiScopeUserResponse, error) {
	if _, err := c.actFor(in.UserAppID.UserID); err != nil {
		return nil, err
	}
	return &multiScopeUserResponse{Scopes: c.token.scopes, Endpoints: c.token.endpoints}, nil
}

func myScopesRoot(c *call, _ *noRequest) (*multiScopeUserResponse, error) {
	return &multiScopeUserResponse{Scopes: c.token.scopes, Endpoints: c.token.endpoints}, nil
}
