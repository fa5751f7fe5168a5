"""The use cases of people, workspaces, sign-in and keys."""
