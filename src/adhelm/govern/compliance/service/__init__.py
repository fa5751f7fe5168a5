"""Use cases of the limits: setting them, stopping, and reading what holds."""
