"""Who works with the schools besides their own staff: organisations, the people there, and what is agreed with them."""
