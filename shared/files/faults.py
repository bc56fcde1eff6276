"""What can be wrong with an upload: the codes of `errors`, and of the column `fault`."""

from typing import Final

SIZE_DIFFERS: Final = "upload_size_differs"
SHA256_DIFFERS: Final = "upload_sha256_differs"
KIND_DIFFERS: Final = "upload_kind_differs"
ENCRYPTED: Final = "upload_encrypted"
UNPACKS_TOO_LARGE: Final = "upload_unpacks_too_large"
INFECTED: Final = "upload_infected"
FAULTS: Final = {
    SIZE_DIFFERS: "/size",
    SHA256_DIFFERS: "/sha256",
    KIND_DIFFERS: "/media_type",
    ENCRYPTED: "",
    UNPACKS_TOO_LARGE: "",
    INFECTED: "",
}
"""With the member of the announcement that each contradicts."""
