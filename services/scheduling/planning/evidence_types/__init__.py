"""The events that can prove a task, and the conditions a plan may set on them."""
