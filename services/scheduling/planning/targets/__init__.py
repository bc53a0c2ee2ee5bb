"""Which schools the activities of a plan are for."""
