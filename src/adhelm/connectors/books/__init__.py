"""The client's own truth: web analytics, leads and orders, read from files."""
