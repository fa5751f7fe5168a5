"""Do it, and tell people: reports."""
