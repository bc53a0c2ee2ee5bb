"""How systems send facts in bulk: what all kinds of them have alike."""
