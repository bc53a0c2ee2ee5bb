"""Answer links: addresses by which one person may answer one thing, once, without signing in.

A link is a row of the service whose thing it is about. It is offered with the thing, its id travels with whatever tells of that,
and only the sender writes the address: the id and a MAC of it. So nothing that opens a link is ever on the bus, in an outbox,
in a stored message or in a reply.
"""
