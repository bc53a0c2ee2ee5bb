"""Who is told, which way and when they wish it."""
