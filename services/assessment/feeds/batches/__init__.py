"""Batches of rows: sent in parts, each part taken once; they count once they are whole, and can be taken back."""
