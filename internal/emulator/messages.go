package emulator

// Messages that several operations read and write. A field without omitzero
// is written even if it is empty. A test compares each field with the facts.

// list is written as [] if it is empty, never as null.
type list[T any] []T

func (l list[T]) MarshalJSON() ([]byte, error) {
	if len(l) == 0 {
		return []byte("[]"), nil
	}
	return marshal([]T(l))
}

// Requests. Optional fields of a PATCH are pointers.

type userAppIDSet struct {
	UserID string `json:"user_id"`
	AppID  string `json:"app_id"`
}

// owner is the part of a request that identifies the owner of a resource.
type owner struct {
	UserAppID userAppIDSet `json:"user_app_id"`
}

type paging struct {
	Page    uint32 `json:"page"`
	PerPage uint32 `json:"per_page"`
}

type ownerRequest struct{ owner }

type pageRequest struct {
	owner
	paging
}

type queryRequest struct {
	owner
	paging
	Query string `json:"query"`
}

type idRequest struct {
	owner
	ID string `json:"id"`
}

type idsRequest struct {
	owner
	IDs []string `json:"ids"`
}

// envelope is part of every response.
type envelope struct {
	Status statusJSON `json:"status"`
}

func (e *envelope) setStatus(st statusJSON) { e.Status = st }

// response is a response that embeds envelope.
type response interface{ setStatus(statusJSON) }

type statusJSON struct {
	Code         statusCode        `json:"code,omitzero"`
	Description  string            `json:"description,omitzero"`
	Details      string            `json:"details,omitzero"`
	ReqID        string            `json:"req_id,omitzero"`
	RedirectInfo *redirectInfoJSON `json:"redirect_info,omitzero"`
}

type redirectInfoJSON struct {
	URL string `json:"url,omitzero"`
}

type baseResponse struct{ envelope }
