"""When an activity is due: once by its due rule, or again and again by its repetition."""
