"""Pure comparison of names: the keys by which candidates are found, the score, and why two are alike."""

import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from rapidfuzz.distance import OSA

from shared.text import search_key, syllables

CLASSES: Final = range(1, 46)
"""The Nice classes."""

_FOLDS: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_LONGEST_DELETED: Final = 12
_SHORTEST_DELETED: Final = 4
_SOUND, _NEAR_SOUND, _REORDERED = 0.97, 0.92, 0.95
_CONTAINED, _CONTAINED_SPAN = 0.70, 0.25
_SHORTEST_CONTAINED: Final = 2


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is compared: its search key, and its sounds one by one."""

    text: str
    sounds: tuple[str, ...]

    @classmethod
    def of(cls, name: str) -> "Name":
        return cls(search_key(name), tuple(syllables(name)))

    @property
    def near_sounds(self) -> tuple[str, ...]:
        """The sounds without what many speakers do not tell apart: zh, ch, sh and z, c, s; -ng and -n."""
        return tuple(_fold(sound) for sound in self.sounds)


@lru_cache(maxsize=4096)
def _fold(sound: str) -> str:
    for retroflex, plain in _FOLDS:
        if sound.startswith(retroflex):
            sound = plain + sound.removeprefix(retroflex)
    return sound.removesuffix("g") if sound.endswith("ng") else sound


def features(name: Name) -> set[str]:
    """What a name shares with those like it; each is cheap to look up, the rare ones say most."""
    sounds = name.near_sounds
    found = {f"x{''.join(name.sounds)}", *_of_characters(name.text), *_of_sounds(sounds)}
    for word in _words(name):
        found.update(_of_word(word))
    return found


def _of_characters(text: str) -> Iterator[str]:
    hanzi = [character if not character.isascii() else " " for character in text]
    yield from (f"c{character}" for character in hanzi if character != " ")
    for one, other in pairwise(hanzi):
        if " " not in {one, other}:
            yield f"b{one}{other}"


def _of_sounds(sounds: Sequence[str]) -> Iterator[str]:
    """Pairs of sounds, every sequence with one left out, and the sounds in any order."""
    bounded = ["^", *sounds, "$"]
    yield from (f"s{one} {other}" for one, other in pairwise(bounded))
    yield f"d{' '.join(sounds)}"
    if len(sounds) > 1:
        yield f"w{' '.join(sorted(sounds))}"
        yield from (f"d{' '.join((*sounds[:place], *sounds[place + 1 :]))}" for place in range(len(sounds)))


def _words(name: Name) -> list[str]:
    return [sound for sound in name.sounds if sound.isascii() and sound in name.text]


def _of_word(word: str) -> Iterator[str]:
    """Trigrams of a Latin word, and the word with one letter left out."""
    padded = f"  {word} "
    yield from (f"t{padded[place : place + 3]}" for place in range(len(padded) - 2))
    if _SHORTEST_DELETED <= len(word) <= _LONGEST_DELETED:
        yield f"e{word}"
        yield from (f"e{word[:place]}{word[place + 1 :]}" for place in range(len(word)))


def grams(name: Name, classes: Collection[int]) -> list[int]:
    """The features of a name within each class, as the signed 32-bit numbers that the index holds."""
    found = [feature.encode() for feature in features(name)]
    salts = [zlib.crc32(b"%d|" % nice) for nice in sorted(set(classes))]
    return sorted({_signed(zlib.crc32(feature, salt)) for salt in salts for feature in found})


def _signed(number: int) -> int:
    return number - 2**32 if number >= 2**31 else number


def rarest(counts: Mapping[int, int], asked: Sequence[int], *, budget: int, common: int) -> list[int]:
    """Grams to look up, rarest first, while the postings last; `counts` knows the common ones only.

    A gram that nobody has counted is rare; it is charged half of what makes one common.
    """
    chosen: list[int] = []
    spent = 0
    for gram in sorted(asked, key=lambda each: counts.get(each, 0)):
        cost = counts.get(gram, common // 2)
        if chosen and spent + cost > budget:
            break
        chosen.append(gram)
        spent += cost
    return chosen


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two names are alike; the catalogue turns code and parameters into a sentence."""

    code: str
    params: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two names are, from 0 to 1, and why: at least one reason, strongest first."""

    score: float
    reasons: tuple[Reason, ...]


def compare(one: Name, other: Name) -> Likeness:
    """Score and reasons; the same whichever name comes first."""
    if one.text == other.text:
        return Likeness(1.0, (Reason("alike_same", {}),))
    found = sorted(_grounds(one, other), key=lambda ground: -ground[0])
    by_characters = OSA.normalized_similarity(one.text, other.text)
    if not found:
        share = round(100 * by_characters)
        return Likeness(by_characters, (Reason("alike_partly", {"percent": share}),))
    return Likeness(max(found[0][0], by_characters), tuple(reason for _, reason in found))


def _grounds(one: Name, other: Name) -> Iterator[tuple[float, Reason]]:
    """Every ground of likeness with its weight."""
    yield from _by_order(one, other)
    yield from _by_sound(one, other)
    short, long = sorted((one.text, other.text), key=len)
    if len(short) >= _SHORTEST_CONTAINED and short in long:
        yield (
            _CONTAINED + _CONTAINED_SPAN * len(short) / len(long),
            Reason("alike_contained", {"part": short}),
        )
    alike = OSA.normalized_similarity(one.text, other.text)
    if OSA.distance(one.text, other.text) == 1 and alike > 0:
        yield alike, Reason("alike_one_differs", {})
    elif shared := _shared(one.text, other.text):
        yield alike, Reason("alike_characters", {"shared": shared})


def _by_order(one: Name, other: Name) -> Iterator[tuple[float, Reason]]:
    if sorted(one.text) == sorted(other.text):
        yield _REORDERED, Reason("alike_swapped", {})


def _by_sound(one: Name, other: Name) -> Iterator[tuple[float, Reason]]:
    if "".join(one.sounds) == "".join(other.sounds):
        yield _SOUND, Reason("alike_sound", {"sound": "".join(one.sounds)})
        return
    near_one, near_other = one.near_sounds, other.near_sounds
    if near_one == near_other:
        yield _NEAR_SOUND, Reason("alike_near_sound", {})
    else:
        near = OSA.normalized_similarity(near_one, near_other)
        by_characters = OSA.normalized_similarity(one.text, other.text)
        if near > by_characters:
            yield near * _NEAR_SOUND, Reason("alike_syllables", {"percent": round(100 * near)})


def _shared(one: str, other: str) -> list[str]:
    """Characters of both, Chinese ones only: letters are in every word."""
    return sorted({each for each in one if not each.isascii()} & set(other))
