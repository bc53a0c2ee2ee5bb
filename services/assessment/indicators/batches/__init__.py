"""What systems report of incidents, marks and screenings: batches, which count once they are whole and can be taken back."""
