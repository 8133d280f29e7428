"""Many exports, one store: found by content, read apart from each other, kept so that nothing can be half there."""
