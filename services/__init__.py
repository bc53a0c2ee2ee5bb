"""Four services that never import one another."""
