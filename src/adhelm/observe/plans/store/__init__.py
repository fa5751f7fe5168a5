"""Every query of the plans."""
