"""Students, their guardians and classes, as the student information system says."""
