"""What Google's answers mean: the fields that are asked for, and the rows they become."""
