"""What a student information system reports: batches of attendance events, and the school days they cover in full."""
