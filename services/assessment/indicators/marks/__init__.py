"""Marks: what somebody got in a course, in a grading period."""
