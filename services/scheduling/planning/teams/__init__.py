"""Teams as partners tells of them: who leads one on which days, and who is on it."""
