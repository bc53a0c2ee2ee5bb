"""What a district wants: plans, their content, files and templates, on which days their activities are due."""
