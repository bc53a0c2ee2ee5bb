"""Which days there are, and what kind of day each is at a school."""
