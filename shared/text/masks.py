"""What is shown of personal data by default (GB/T 35273: show the least that serves)."""

import re
import unicodedata
from ipaddress import ip_address, ip_network
from typing import Final

_STARS: Final = "****"


def mask_phone(phone: str) -> str:
    """138****8000; a landline keeps two figures at the end, an extension vanishes."""
    plain = unicodedata.normalize("NFKC", phone).strip()
    main = re.sub(r"(?<=\d{7})\s*(?:转|分机|ext\.?|x|#|-)\s*\d+$", "", plain, flags=re.IGNORECASE)
    figures = re.sub(r"\D", "", re.sub(r"^(?:\+|00)86", "", main))
    if re.fullmatch(r"1\d{10}", figures):
        return figures[:3] + _STARS + figures[-4:]
    return _STARS + figures[-2:] if len(figures) > len(_STARS) else _STARS


def mask_name(name: str) -> str:
    """张*: the first character, and one star whatever the length."""
    stripped = name.strip()
    return stripped[:1] + "*"


def mask_address(address: str) -> str:
    """203.0.113.* and 2001:db8:1::*: the network, and not who in it."""
    found = ip_address(address)
    if found.version == 4:  # noqa: PLR2004 - of the protocol
        return f"{address.rpartition('.')[0]}.*"
    network = ip_network(f"{found}/48", strict=False).network_address
    return f"{str(network).rstrip(':')}::*"


def mask_email(address: str) -> str:
    """a***@example.com; of a one-letter mailbox nothing but the domain."""
    mailbox, at, domain = address.strip().rpartition("@")
    return (mailbox[:1] if len(mailbox) > 1 else "") + "***" + at + (domain if at else "")
