"""What a person is told, and each way it goes."""
