"""The use cases of the plans."""
