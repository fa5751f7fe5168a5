"""Use cases of our campaigns: create, change, list, adopt, measure."""
