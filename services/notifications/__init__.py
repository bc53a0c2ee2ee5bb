"""Who must be notified, and did it reach them?"""
