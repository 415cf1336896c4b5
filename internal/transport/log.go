package transport

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// log writes one line for an attempt. It never holds a header, a body or a URL.
func (t *Transport) log(ctx context.Context, c *call, decision Decision, retrying bool) {
	level, message := slog.LevelDebug, "clarifai request"
	if retrying {
		level, message = slog.LevelWarn, "clarifai request failed, retrying"
	}
	if !t.config.Logger.Enabled(ctx, level) {
		return
	}
	attrs := []slog.Attr{
		slog.String("operation", c.request.Op),
		slog.String("method", c.request.Method),
		slog.String("route", c.request.Template),
		slog.Int("status", c.attempt.Status),
		slog.Int("code", int(decision.Code)),
		slog.String("request_id", decision.RequestID),
		slog.Int("attempt", c.attempt.Number),
		slog.Duration("duration", c.attempt.elapsed()),
	}
	if c.attempt.Err != nil {
		attrs = append(attrs, slog.String("failure", failureKind(c.attempt.Err)))
	}
	t.config.Logger.LogAttrs(ctx, level, message, attrs...)
}

// elapsed returns the time since the attempt was sent, or 0 if it was not.
func (a *Attempt) elapsed() time.Duration {
	if a.start.IsZero() {
		return 0
	}
	return time.Since(a.start)
}

// failureKind names an error in a word. It does not quote the error, which may
// hold what a server sent.
func failureKind(err error) string {
	var timeout interface{ Timeout() bool }
	switch {
	case errors.Is(err, context.Canceled):
		return "canceled"
	case errors.Is(err, ErrTooLarge):
		return "too large"
	case errors.Is(err, ErrCredential):
		return "credential"
	case errors.Is(err, ErrLimiter):
		return "limiter"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "timeout"
	case errors.Is(err, ErrTruncated):
		return "truncated"
	}
	return "connection"
}
