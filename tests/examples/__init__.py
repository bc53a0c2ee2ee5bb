"""A service of one room: what CONTRIBUTING.md calls the worked example."""
