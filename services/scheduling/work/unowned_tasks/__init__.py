"""Tasks without an owner: a list somebody owns."""
