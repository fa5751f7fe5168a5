"""What the ingest does for whoever asks: import, decide, compare, remember, watch."""
