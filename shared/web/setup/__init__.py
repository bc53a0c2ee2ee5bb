"""What is missing before a district can work: the same question at every service, answered with what each knows."""
