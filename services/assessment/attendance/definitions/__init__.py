"""What counts as absent, and from which share of days on somebody is in which band."""
