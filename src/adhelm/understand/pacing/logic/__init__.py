"""Where spend will land: pure numbers."""
