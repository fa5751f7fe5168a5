"""The use cases of alerts."""
