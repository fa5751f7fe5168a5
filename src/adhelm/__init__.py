"""Adhelm, the control loop for paid media: observe, understand, decide, act, learn."""

__version__ = "0.1.0"
