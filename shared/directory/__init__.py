"""The copy of districts, schools, staff and roles each service but partners keeps, so that no request waits on another."""
