"""Where feeds are remembered, what they read, and the targets that they write to."""
