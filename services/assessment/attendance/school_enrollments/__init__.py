"""Who was said to be a student of which school, from when to when."""
