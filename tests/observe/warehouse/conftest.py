"""A warehouse of a test, and short ways to publish to it and to read it."""
