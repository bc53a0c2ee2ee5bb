"""Notifications' states and moves."""

from tests.states.matrix import matrix

# `send` is the sender's round; a letter that is being sent is another worker's until its claim runs out.
DELIVERIES = matrix("""
                  retry             send
    due           !not_retryable    delivered
    sending       !not_retryable    sending
    delivered     !not_retryable    delivered
    failed        due               failed
    suppressed    due               suppressed
""")
# An address; `bounce`: a mail its server refuses for good, `send`: a mail its server would take.
ADDRESSES = matrix("""
               bounce    send     lift
    open       barred    open     !not_found
    barred     barred    barred   open
""")
# Of an overdue task that climbed to somebody; taking it on again changes nothing.
ESCALATIONS = matrix("""
               take_on     by_another    by_client
    told       taken_on    !not_found    !people_only
    taken_on   taken_on    !not_found    !people_only
""")
