package emulator

import "errors"

// each processes the items of a batch by the server's variant and returns the
// items of the response. do must change nothing if it fails. echo returns a
// failed item as it was sent, with a status if the variant has one. It is nil
// if the response has no items.
func each[I, T any](c *call, items []I, do func(I) (T, error), echo func(I, *statusJSON) T) ([]T, error) {
	if len(items) == 0 {
		return nil, invalid("the request names nothing to act on")
	}
	variant := c.server.config.Variants.Batch
	var listed []T
	var failures []*failure
	for _, item := range items {
		done, err := do(item)
		if err == nil {
			listed = append(listed, done)
			continue
		}
		if variant == BatchAtomic {
			return nil, err
		}
		f, _ := errors.AsType[*failure](err)
		failures = append(failures, f)
		switch {
		case echo == nil:
		case variant == BatchMixed:
			listed = append(listed, echo(item, &statusJSON{
				Code: statusCode(f.code), Description: describe(f.code), Details: f.details,
			}))
		case variant == BatchUnmarked:
			listed = append(listed, echo(item, nil))
		}
	}
	switch {
	case len(failures) == 0 || variant == BatchSilent:
		return listed, nil
	case len(failures) == len(items):
		return listed, common(failures)
	}
	c.mixed = true
	return listed, nil
}

// common returns the failure of a batch of which no item succeeded.
func common(failures []*failure) error {
	for _, f := range failures {
		if f.code != failures[0].code {
			return &failure{400, codeFailure, "no item succeeded"}
		}
	}
	return failures[0]
}

// nothing is the item of a response that is only a status.
type nothing struct{}

// eachSilently is each for a response without items.
func eachSilently[I any](c *call, items []I, do func(I) error) (*baseResponse, error) {
	_, err := each(c, items, func(item I) (nothing, error) { return nothing{}, do(item) }, nil)
	return &baseResponse{}, err
}
