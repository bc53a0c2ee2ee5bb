"""On what ground student records may be read, and what was disclosed."""
