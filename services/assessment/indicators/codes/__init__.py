"""The words systems send of incidents, marks and courses, and what they mean in this district."""
