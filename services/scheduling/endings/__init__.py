"""What is over: a plan ends, its tasks stay as they are, and its figures are kept for good."""
