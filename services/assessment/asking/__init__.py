"""What this service asks people to do: tasks that scheduling makes of it."""
