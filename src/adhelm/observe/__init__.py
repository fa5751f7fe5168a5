"""What happened: files and platforms in, one trustworthy warehouse out."""
