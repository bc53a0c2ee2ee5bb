"""Values of goals, by hand with a source or of an instrument's scores, and where they stand on the way to the target."""
