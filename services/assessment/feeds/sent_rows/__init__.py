"""Rows as they are sent: read from JSON, lines or CSV, and whom and which school they are about."""
