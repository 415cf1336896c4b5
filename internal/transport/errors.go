package transport

import (
	"errors"
	"net/url"
)

// Errors that an Attempt's Err wraps.
var (
	ErrTooLarge   = errors.New("the response is larger than the client allows")
	ErrTruncated  = errors.New("the connection ended before the response did")
	ErrCredential = errors.New("no usable credential")
	ErrLimiter    = errors.New("the rate limiter refused")
	ErrGuard      = errors.New("the guard refused")
)

// stripURL returns err without the url.Error around it, which quotes the URL:
// paths can hold secrets. One that a token source or a limiter returned is kept,
// or its error could be mistaken for a failed connection.
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
