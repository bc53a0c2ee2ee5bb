"""What is read across all of it; nothing imports from here."""
