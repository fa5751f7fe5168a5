"""Plans as text, events as state, changes as calls: nothing here asks or tells anybody."""
