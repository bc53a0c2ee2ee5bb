"""Facts of the events that are marked so: read alike, whatever they tell of. They prove work, and rules make work of them."""
