"""Rules that make work of facts: data of the district, in versions, tried on the past before they hold."""
