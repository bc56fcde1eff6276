"""What the first administrators' invitations refuse."""

from shared.errors import NotFound


class InvitationUnknown(NotFound):
    """No such invitation, or it is used, over, or its role is filled: not told apart."""
