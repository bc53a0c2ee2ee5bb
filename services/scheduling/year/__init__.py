"""The course of the year: what alters which days there are, what each new day brings; tasks follow."""
