"""Where the warehouse keeps its things: Delta tables, raw files, rows of the database."""
