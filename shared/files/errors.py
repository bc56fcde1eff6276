"""How files are turned down."""

from shared.errors import Conflict, Forbidden, Invalid, NotFound, TooLarge, Unavailable


class FileUnknown(NotFound):
    """No such file, or none that the caller may know of."""


class FileNotReady(Conflict):
    """The file was not completed, or was rejected."""


class FileOfAnother(Forbidden):
    """The file belongs to another person or organisation."""


class FileLinkInvalid(Forbidden):
    """The address is over, or was changed."""


class FileTooLarge(TooLarge):
    """The file is larger than files may be, or than was announced."""


class FileKindNotAllowed(Invalid):
    """Files of this media type are not taken."""


class FileNameUnfit(Invalid):
    """The name ends as files of another media type do; by its ending a file is opened."""


class FilesNotKept(Unavailable):
    """This installation of the service has no store for files."""


class StoreSilent(Unavailable):
    """The store of files does not answer; nothing was changed."""


class UploadClosed(Conflict):
    """The upload has been completed; its content can no longer be replaced."""


class UploadMissing(Conflict):
    """Nothing has been sent to the upload's address yet."""


class UploadRejected(Invalid):
    """What was sent is not what was announced; `errors` says in which respect."""
