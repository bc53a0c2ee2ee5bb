"""What tests and the local stack stand on: real servers, real databases, and helpers to call and to wait."""
