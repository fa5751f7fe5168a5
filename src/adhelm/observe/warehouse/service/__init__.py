"""What the warehouse does when asked: open, stage, publish, read, check, keep."""
