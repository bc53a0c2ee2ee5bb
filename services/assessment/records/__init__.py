"""What is kept of students, and who sees which of it: what every other wing stands on."""
