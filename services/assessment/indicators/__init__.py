"""Early warnings: incidents, marks and screenings as systems send them, and what the district makes of them and of attendance."""
