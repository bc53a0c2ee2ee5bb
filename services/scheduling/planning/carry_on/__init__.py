"""A plan goes on in another school year: its content as a new draft, its days moved, and what becomes of its goals."""
