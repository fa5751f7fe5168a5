"""What the team planned and knows: targets, budgets, notes and calendars."""
