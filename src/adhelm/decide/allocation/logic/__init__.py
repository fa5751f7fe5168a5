"""From response curves and limits to the best split, and the proof that it is."""
