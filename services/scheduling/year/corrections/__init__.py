"""Corrections of calendars: days that close and open again; what is due follows."""
