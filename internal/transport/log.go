package transport

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// log writes the one line of a try: never a header, a body or a URL.
func (t *Transport) log(ctx context.Context, c *call, v Decision, again bool) {
	level, message := slog.LevelDebug, "clarifai request"
	if again {
		level, message = slog.LevelWarn, "clarifai request failed and is tried again"
	}
	if !t.config.Logger.Enabled(ctx, level) {
		return
	}
	attrs := []slog.Attr{
		slog.String("operation", c.request.Op),
		slog.String("method", c.request.Method),
		slog.String("route", c.request.Template),
		slog.Int("status", c.attempt.Status),
		slog.Int("code", int(v.Code)),
		slog.String("request_id", v.RequestID),
		slog.Int("try", c.attempt.Number),
		slog.Duration("duration", c.attempt.elapsed()),
	}
	if c.attempt.Err != nil {
		attrs = append(attrs, slog.String("failure", failureKind(c.attempt.Err)))
	}
	t.config.Logger.LogAttrs(ctx, level, message, attrs...)
}

func (t *Attempt) elapsed() time.Duration {
	if t.start.IsZero() {
		return 0
	}
	return time.Since(t.start)
}

// kind names an error without quoting it: its text may hold what a server sent.
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
		return "cut"
	}
	return "connection"
}
