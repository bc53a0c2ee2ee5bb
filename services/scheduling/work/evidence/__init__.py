"""What proves a task: events of other services that meet an activity's conditions."""
