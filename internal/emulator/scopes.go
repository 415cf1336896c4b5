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

// listScopes returns every scope of the facts for every type of key, since
// nobody knows which scopes a type cannot have.
func listScopes(c *call, in *listScopesRequest) (*multiScopeDepsResponse, error) {
	if err := c.self(in.UserAppID.UserID); err != nil {
		return nil, err
	}
	if in.KeyType != "" && in.KeyType != typePAT && in.KeyType != typeAppKey {
		return nil, invalid("unknown key_type " + in.KeyType)
	}
	return &multiScopeDepsResponse{ScopeDeps: c.server.scopeDeps()}, nil
}

// scopeDeps returns every scope in order of its number. The dependencies of
// the real server are unknown. Here every scope depends on the _Get scope of
// its resource, which every writing route of the facts needs as well.
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

// myScopes returns the scopes of the credential, and the app if the request
// has one.
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
