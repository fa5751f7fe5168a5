"""Where maturity reads: the warehouse's log of restatements, and what was stored of curves."""
