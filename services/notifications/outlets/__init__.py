"""What leaves as it happens, for programs."""
