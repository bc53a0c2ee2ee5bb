"""Plans at risk, by rules that are the district's data: found and cleared with each day that begins."""
