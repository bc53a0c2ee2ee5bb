"""When an activity falls: once by its due rule, or again and again by its repetition."""
