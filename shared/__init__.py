"""The kernel every service stands on. No business words in here, except the directory copy."""
