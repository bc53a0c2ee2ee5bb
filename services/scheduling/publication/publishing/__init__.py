"""A plan reaches the schools, and ends: their tasks are made and withdrawn."""
