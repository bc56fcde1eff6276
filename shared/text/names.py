"""Keys of a name: what it is compared by, how it sounds, what it begins with."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from types import ModuleType
from typing import Final

from shared.text.phrases import PHRASES, SINGLES
from shared.text.spelling import simplified

_SUFFIXES: Final = (
    "股份有限公司",
    "有限责任公司",
    "有限公司",
    "股份公司",
    "总公司",
    "公司",
    "股份合作社",
    "农民专业合作社联合社",
    "专业合作社联合社",
    "农民专业合作社",
    "专业合作社",
    "合作社",
    "企业集团",
    "集团",
    "普通合伙",
    "有限合伙",
    "coltd",
)
"""Legal forms, longest first: they say nothing of who is meant."""
_REMEMBERED: Final = 1_000
"""Names whose keys are at hand: each is keyed in four ways when it comes, and searched soon after."""


@lru_cache(_REMEMBERED)
def search_key(name: str) -> str:
    """NFKC, simplified, casefolded, without punctuation and legal suffixes; what brackets hold stays."""
    return _without_suffixes(_plain(name))


def pinyin(name: str) -> str:
    """The sound without tones and gaps: 单县羊肉汤 gives "shanxianyangroutang"; Latin and digits stay."""
    return "".join(_syllables(_plain(name)))


def pinyin_key(name: str) -> str:
    """The sound of the search key: what a query in Latin letters is compared with."""
    return "".join(_syllables(search_key(name)))


def syllables(name: str) -> list[str]:
    """The sounds of the search key one by one, a character each; a Latin word or a figure is one."""
    return _syllables(search_key(name))


def initials(name: str) -> str:
    """First letters of the search key's syllables, Latin words and digits whole: 金乡大蒜 gives "jxds"."""
    return "".join(
        "".join(sound[0] for sound in _sounds(run)) if hanzi else run
        for run, hanzi in _runs(search_key(name))
    )


def pinyin_sort_key(name: str) -> str:
    """Syllables with tone, apart by blanks, then the name: dictionary order under collation C."""
    plain = _plain(name)
    toned = [sound for run, hanzi in _runs(plain) for sound in (_sounds(run, toned=True) if hanzi else [run])]
    return " ".join([*toned, plain])


def bigrams(text: str) -> list[str]:
    """Single characters and pairs of the search key: they answer queries of one or two characters."""
    key = search_key(text)
    return list(dict.fromkeys([*key, *(key[i : i + 2] for i in range(len(key) - 1))]))


def _without_suffixes(key: str) -> str:
    for suffix in _SUFFIXES:
        if key.endswith(suffix) and len(key) > len(suffix):
            return _without_suffixes(key.removesuffix(suffix))
    return key


def _plain(name: str) -> str:
    """Letters, characters and figures only, in one script, width and case."""
    folded = simplified(unicodedata.normalize("NFKC", name)).casefold()
    return "".join(character for character in folded if unicodedata.category(character)[0] in "LN")


def _runs(plain: str) -> list[tuple[str, bool]]:
    """Stretches of Chinese characters and of everything else, in turn."""
    return [(run, not run[0].isascii()) for run in re.findall(r"[\x00-\x7f]+|[^\x00-\x7f]+", plain)]


def _syllables(plain: str) -> list[str]:
    return [sound for run, hanzi in _runs(plain) for sound in (_sounds(run) if hanzi else [run])]


@lru_cache(_REMEMBERED)
def _sounds(run: str, *, toned: bool = False) -> Sequence[str]:
    library = _library()
    style = library.Style.TONE3 if toned else library.Style.NORMAL
    return tuple(library.lazy_pinyin(run, style=style, v_to_u=False, neutral_tone_with_five=toned))


@cache
def _library() -> ModuleType:
    import pypinyin  # noqa: PLC0415 - its dictionaries take a third of a second: only where names are keyed

    pypinyin.load_phrases_dict(
        {phrase: [[sound] for sound in sounds.split()] for phrase, sounds in PHRASES.items()}
    )
    pypinyin.load_single_dict({ord(character): sounds for character, sounds in SINGLES.items()})
    return pypinyin
