"""How barriers hold tasks: the only way into the state `blocked`, and out of it by a task's own end."""
