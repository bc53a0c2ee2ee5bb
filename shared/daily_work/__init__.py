"""The daily work of a service: begun by scheduling's word of the day, or alone where none has come."""
