"""What holds where, what months hand on, and what files say. Pure."""
