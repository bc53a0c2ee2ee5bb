"""The audit: who did what to which row with which reason. Append-only, hash-chained, checkable by an outsider."""
