"""What other services have asked for, as the tasks made of it need it."""
