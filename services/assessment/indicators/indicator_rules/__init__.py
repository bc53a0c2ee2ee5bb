"""Early-warning rules over facts, and the flags they raise and clear."""
