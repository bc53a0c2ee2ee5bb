"""Work a service asks of people: said whole and with a version to scheduling, which makes tasks of it and answers."""
