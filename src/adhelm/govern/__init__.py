"""Who may, and what is allowed."""
