"""What schools may say of their own days: the district's policy."""
