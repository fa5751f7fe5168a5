"""The doors in: command line, wiring, errors, migrations."""
