package wire_test

import (
	"reflect"
	"sync"
	"testing"
)

func TestDecodePart_Concurrent(t *testing.T) {
	type leaf[T any] struct {
		Next *leaf[T]  `json:"next"`
		List []leaf[T] `json:"list"`
		V    T         `json:"v"`
	}
	const text = `{"v":1,"next":{"v":2,"next":{"v":3}},"list":[{"v":4,"list":[{"v":5}]}]}`
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			got, want, gotErr, wantErr := decoded[leaf[int32]]([]byte(text))
			if gotErr != nil || wantErr != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%+v, %v", got, gotErr)
			}
		})
	}
	all.Wait()
}
