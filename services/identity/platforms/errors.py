"""What a platform's answers may be at fault with."""


class AnswerFault(Exception):
    """An answer that is not the one to this sign-in, in one word for the log of sign-ins."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
