"""What alerts are made of and how messages look: pure."""
