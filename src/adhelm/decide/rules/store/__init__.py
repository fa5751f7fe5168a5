"""Every query of rules: what they are, what they did, and what they look at."""
