"""What makes a message besides an event: a day, a rung, an announcement."""
