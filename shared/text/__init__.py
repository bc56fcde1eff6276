"""Chinese text as people type it: one spelling to compare, sounds to find and sort, masks to show."""

from shared.text.masks import mask_address, mask_email, mask_name, mask_phone
from shared.text.names import bigrams, initials, pinyin, pinyin_key, pinyin_sort_key, search_key, syllables
from shared.text.phones import Phone, read_phone
from shared.text.spelling import is_clean, normalise, simplified

__all__ = [
    "Phone",
    "bigrams",
    "initials",
    "is_clean",
    "mask_address",
    "mask_email",
    "mask_name",
    "mask_phone",
    "normalise",
    "pinyin",
    "pinyin_key",
    "pinyin_sort_key",
    "read_phone",
    "search_key",
    "simplified",
    "syllables",
]
