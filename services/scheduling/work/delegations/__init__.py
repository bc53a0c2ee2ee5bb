"""Delegations: somebody does an absent person's tasks for some days."""
