"""How people and systems come in: sign-on, provisioning, clients, tokens."""
