"""Who and what there is: the district, its schools, its staff and their roles."""
