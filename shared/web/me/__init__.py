"""Who calls: the same question at every service, answered with what each knows."""
