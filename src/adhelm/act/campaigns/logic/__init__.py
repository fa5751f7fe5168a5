"""Splitting, minima, status, versions and search words of campaigns. Pure."""
