"""What passed from one person to another when a role changed hands."""
