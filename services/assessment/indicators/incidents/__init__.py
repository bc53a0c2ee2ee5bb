"""Incidents: who did what, on which day, and what the school did about it."""
