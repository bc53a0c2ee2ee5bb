"""Screenings: instruments with their range and cut scores, and what students got in them."""
