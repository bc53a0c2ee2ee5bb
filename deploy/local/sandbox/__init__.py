"""A district in mid-year that people sign in to, for whoever writes a front end."""
