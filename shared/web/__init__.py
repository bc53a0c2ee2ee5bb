"""HTTP: the app every service is, the door of a route, idempotency, limits, browsers."""
