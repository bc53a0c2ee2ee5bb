"""Who works with us, and what may they see?"""
