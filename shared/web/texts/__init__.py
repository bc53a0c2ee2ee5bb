"""Words for people: what codes, enums, fields and scopes of the contract are called."""
