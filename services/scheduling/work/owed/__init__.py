"""Hearing what other services ask for: tasks are made of it, changed with it and closed with it, and the service is answered."""
