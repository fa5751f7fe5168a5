"""Every query of this slice."""
