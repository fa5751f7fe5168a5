"""What is done with feeds: kept, checked, run."""
