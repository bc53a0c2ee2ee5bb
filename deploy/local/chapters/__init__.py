"""What happens to a plan in its year: each file is a chapter of the demonstration, told to the end of its effects."""
