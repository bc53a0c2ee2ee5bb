"""What triggers propose for a student, and who accepts or declines it."""
