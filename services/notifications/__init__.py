"""Who must be told, and did it reach them?"""
