"""What can go wrong, and whose fault it is.

The user's code is odd      a `Blind` in the report, never raised
The user's request is wrong  `UsageError`: one line and what to do, exit 2
We are wrong                 any other exception: one rule's is a `Blind` naming the rule; elsewhere exit 2 with what to send
"""

from __future__ import annotations


class UsageError(Exception):
    """A request that cannot be met: `message` is one line, `hint` what to do instead."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
