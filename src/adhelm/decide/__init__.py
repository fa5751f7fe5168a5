"""What to do: proposals, never side effects."""
