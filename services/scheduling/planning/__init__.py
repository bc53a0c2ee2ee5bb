"""What a district wants: plans, their content, files and templates, and on which days their activities fall."""
