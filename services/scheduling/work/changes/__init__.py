"""Changes: what one act does to many tasks at once, told to each person in one event."""
