"""What the district wants to act on: triggers, the alerts they raise, and who is asked to look."""
