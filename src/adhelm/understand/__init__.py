"""What it means: each number defined once, and what is odd about it."""
