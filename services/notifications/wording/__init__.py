"""What messages say, and in which language."""
