package emulator

import "slices"

// table is a map that keeps its records in the order of insertion.
type table[T any] struct {
	keys  []string
	byKey map[string]T
}

func (t *table[T]) get(key string) (T, bool) {
	v, ok := t.byKey[key]
	return v, ok
}

func (t *table[T]) has(key string) bool {
	_, ok := t.byKey[key]
	return ok
}

func (t *table[T]) put(key string, v T) {
	if t.byKey == nil {
		t.byKey = map[string]T{}
	}
	if _, ok := t.byKey[key]; !ok {
		t.keys = append(t.keys, key)
	}
	t.byKey[key] = v
}

// rename puts a record under another key, in the place of the one that has the old
// key.
func (t *table[T]) rename(from, to string, v T) {
	delete(t.byKey, from)
	t.byKey[to] = v
	t.keys[slices.Index(t.keys, from)] = to
}

func (t *table[T]) remove(key string) bool {
	if _, ok := t.byKey[key]; !ok {
		return false
	}
	delete(t.byKey, key)
	t.keys = slices.DeleteFunc(t.keys, func(k string) bool { return k == key })
	return true
}

// values returns the records, oldest first.
func (t *table[T]) values() []T {
	all := make([]T, len(t.keys))
	for i, key := range t.keys {
		all[i] = t.byKey[key]
	}
	return all
}

func (t *table[T]) clone(copied func(T) T) table[T] {
	c := table[T]{keys: slices.Clone(t.keys), byKey: make(map[string]T, len(t.byKey))}
	for key, v := range t.byKey {
		c.byKey[key] = copied(v)
	}
	return c
}

// same clones records that are immutable.
func same[T any](v T) T { return v }
