"""The story of an attendance feed: from the first code to a band crossed, who hears of it, and the correction that undoes it."""
