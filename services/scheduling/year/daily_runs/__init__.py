"""The school day begins: everything that time itself brings about, done exactly once a day and district."""
