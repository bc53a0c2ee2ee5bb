"""Who works with which student."""
