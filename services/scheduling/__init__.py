"""What must happen, when, by whom?"""
