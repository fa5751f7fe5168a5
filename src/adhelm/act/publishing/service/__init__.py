"""The use cases: propose, approve, apply, look, undo; each change on its way to a platform."""
