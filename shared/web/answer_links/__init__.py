"""The audit as its own people read it."""
