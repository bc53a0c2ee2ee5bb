"""What ends before its time: sessions, and the tokens that people, clients and sessions were given."""
