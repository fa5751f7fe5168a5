"""Keep rules, look at what they match, run them, and replay them as it was known each day."""
