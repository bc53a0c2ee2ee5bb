"""What each new day brings about."""
