"""Reads bytes and rows out of files; knows nothing of advertising."""
