"""What everything stands on: settings, database, clock, jobs, HTTP, secrets and our nouns."""
