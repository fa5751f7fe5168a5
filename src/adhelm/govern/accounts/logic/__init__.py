"""What needs no database: names, passwords, tokens, and how long a locked door stays locked."""
