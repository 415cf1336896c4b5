package transport

import (
	"errors"
	"net/url"
)

// Errors that a Try's Err wraps.
var (
	ErrTooLarge   = errors.New("the response is larger than the client allows")
	ErrTruncated  = errors.New("the connection ended before the response did")
	ErrCredential = errors.New("no usable credential")
	ErrLimiter    = errors.New("the rate limiter refused")
	ErrGuard      = errors.New("the guard refused")
)

// stripURL takes the URL off an error of net/http: paths can hold secrets. What
// a token source or a limiter wraps stays as it is, or it would not be told from
// a failed connection.
func stripURL(err error) error {
	for {
		e, ok := errors.AsType[*url.Error](err)
		if !ok || refusedBeforeSending(err) && !refusedBeforeSending(e.Err) {
			return err
		}
		err = e.Err
	}
}

func refusedBeforeSending(err error) bool {
	return errors.Is(err, ErrCredential) || errors.Is(err, ErrLimiter)
}
