package transport

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// log writes the one line of a try: never a header, a body or a URL.
func (t *Transport) log(ctx context.Context, c *call, v Verdict, again bool) {
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
		slog.Int("status", c.last.Status),
		slog.Int("code", int(v.Code)),
		slog.String("request_id", v.RequestID),
		slog.Int("try", c.last.Number),
		slog.Duration("duration", c.last.took()),
	}
	if c.last.Err != nil {
		attrs = append(attrs, slog.String("failure", kind(c.last.Err)))
	}
	t.config.Logger.LogAttrs(ctx, level, message, attrs...)
}

func (t *Try) took() time.Duration {
	if t.began.IsZero() {
		return 0
	}
	return time.Since(t.began)
}

// kind names an error without quoting it: its text may hold what a server sent.
func kind(err error) string {
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
	case errors.Is(err, ErrCut):
		return "cut"
	}
	return "connection"
}
