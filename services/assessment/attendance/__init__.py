"""Who was at school: what was reported, what it means, and what follows from it."""
