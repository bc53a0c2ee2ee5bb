"""Repetition by rules on days, as calendars and plans write it."""
