"""Every query of this slice: what is kept of recommendations, what the warehouse knows."""
