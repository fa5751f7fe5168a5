"""Where the ingest touches the world: files, archives, drops, its own tables."""
