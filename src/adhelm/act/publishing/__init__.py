"""Changes on platforms: proposed, approved, applied once, read back, undone. None but this writes.

Everybody's wish becomes a plan, held against the limits, approved by somebody else and written
by a job that compares before it sets. Every step is an event, from which the state can be replayed.
"""
