"""What is approved by hash: draft, submitted, returned or approved; never alone by whoever had a hand in it, never by a machine.

A room whose rows are approved has the columns of `rows.Approvable`, a state enumeration with the four states, the moves of
`moves.Approval`, and calls the acts of `acts` once it has checked its row.
"""
