"""Who works with us."""
