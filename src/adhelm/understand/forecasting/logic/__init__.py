"""Numbers in, numbers out: smoothing, other engines, intervals that the past bears out."""
