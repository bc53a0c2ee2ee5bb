"""What publishing brings about: a plan's tasks, previews of it, its revisions, its end."""
