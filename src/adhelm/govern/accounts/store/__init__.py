"""Every query of people, workspaces, sessions and keys."""
