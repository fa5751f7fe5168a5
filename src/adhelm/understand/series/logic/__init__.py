"""Rows to dense arrays."""
