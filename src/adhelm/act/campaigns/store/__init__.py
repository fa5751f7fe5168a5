"""Every query of the campaigns."""
