"""HTTP: the app every service is, the context of a request, refusals, pages, idempotency."""
