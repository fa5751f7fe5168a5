"""The ingest's rules: no files, no database, no clock."""
