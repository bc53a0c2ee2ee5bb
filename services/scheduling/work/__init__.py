"""What is owed at a school, by whom, what proves it, what stands in its way."""
