"""Where pacing reads projections that were kept."""
