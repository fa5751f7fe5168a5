"""What the limits say: pure, from facts to verdicts."""
