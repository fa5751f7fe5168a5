"""Where pacing reads: when spend was reported, and projections that were kept."""
