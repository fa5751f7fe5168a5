"""What LinkedIn's fields mean in our nouns."""
