"""Who sees which facts, and as of when."""
