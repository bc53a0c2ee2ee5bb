"""A plan reaches the schools: their tasks are made."""
