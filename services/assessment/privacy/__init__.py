"""On what ground student records are read here, and what families refused."""
