"""The copy of school days a service keeps that counts in them, so that no request waits on scheduling."""
