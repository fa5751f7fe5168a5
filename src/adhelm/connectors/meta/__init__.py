"""Meta (Facebook and Instagram): read and written over the platform's own interface."""
