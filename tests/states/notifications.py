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
