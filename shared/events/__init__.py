"""Events: a row before it is a message, handled once."""
