"""What the warehouse decides without touching a file: SQL texts, slices, rates, checks."""
