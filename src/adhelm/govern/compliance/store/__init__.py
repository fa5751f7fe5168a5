"""Every query of the limits, the stops and the breakers."""
