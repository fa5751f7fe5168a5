"""Messages in the form of each channel."""
