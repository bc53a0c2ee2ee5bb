"""The district's attendance codes, and what each means."""
