"""What people call a barrier. Pure."""


def code(number: int) -> str:
    """A barrier as people call it."""
    return f"BR-{number}"
