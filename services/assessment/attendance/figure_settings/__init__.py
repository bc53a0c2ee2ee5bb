"""What the district wants counted: the smallest group, its subgroups, and measures besides bands."""
