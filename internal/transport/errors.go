package transport

import (
	"errors"
	"net/url"
)

// Errors that a Try's Err wraps.
var (
	ErrTooLarge   = errors.New("the response is larger than the client allows")
	ErrCut        = errors.New("the connection ended before the response did")
	ErrCredential = errors.New("no usable credential")
	ErrLimiter    = errors.New("the rate limiter refused")
	ErrGuard      = errors.New("the guard refused")
)

// withoutURL takes the URL off an error of net/http: paths can hold secrets. What
// a token source or a limiter wraps stays as it is, or it would not be told from
// a failed connection.
func withoutURL(err error) error {
	for {
		e, ok := errors.AsType[*url.Error](err)
		if !ok || unsentByUs(err) && !unsentByUs(e.Err) {
			return err
		}
		err = e.Err
	}
}

func unsentByUs(err error) bool { return errors.Is(err, ErrCredential) || errors.Is(err, ErrLimiter) }
