"""The models of attribution as pure functions over paths."""
