"""What scores refuse."""

from shared.errors import Invalid


class SheetNotValid(Invalid):
    """Points off the scale, a criterion left out, or a correction without a reason."""
