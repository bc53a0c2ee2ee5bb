"""How events travel: relay, streams, consumers, the inbox, dead letters."""
