"""Where an attempt came from: pure."""

from ipaddress import ip_address


def read_address(text: str) -> str | None:
    """An address in its one spelling; none when it is no address."""
    try:
        found = ip_address(text.strip())
    except ValueError:
        return None
    mapped = getattr(found, "ipv4_mapped", None)
    return str(mapped or found)
