"""How a day's figures grow with its age, learned from how earlier days grew."""
