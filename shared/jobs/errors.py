"""How long work is turned down, and how it ends early."""

from shared.errors import Conflict, Forbidden, NotFound


class JobUnknown(NotFound):
    """No such job, or none that the caller may know of."""


class JobOfAnother(Forbidden):
    """A job is cancelled by whoever asked for it."""


class JobFinished(Conflict):
    """The job has ended; there is nothing left to cancel."""


class JobCancelled(Exception):
    """Somebody asked that the work stop; raised out of `job.progress`."""


class JobLost(Exception):
    """Another worker has taken the job over; whatever this one still holds must be rolled back."""
