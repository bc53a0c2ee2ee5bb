"""How a student stands: days enrolled and missed, the band, and why."""
