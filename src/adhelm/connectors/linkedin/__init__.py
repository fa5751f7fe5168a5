"""LinkedIn: read and written over the platform's own interface."""
