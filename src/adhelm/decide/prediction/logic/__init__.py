"""From rows to models: counts by Poisson loss, and a score between 0 and 1."""
