"""Effects, verdicts and records, without a database."""
