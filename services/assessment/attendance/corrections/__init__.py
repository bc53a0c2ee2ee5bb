"""What a school's office set right of a student's day, against what is reported at night."""
