"""What a district wants: plans, their content, their revisions, what publishing them would bring."""
