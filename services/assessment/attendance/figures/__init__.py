"""Counts of students by how they stand: the one door by which they leave, with disclosure avoidance."""
