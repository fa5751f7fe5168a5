"""Rules as pure functions: read, written, told in English, looked at, held against each other."""
