"""Signed addresses: for one file, one verb, one service, and soon over."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from shared.db.ids import new_id
from shared.files.errors import FileLinkInvalid
from shared.files.links import Links, Verb
from shared.testing.tokens import MovableClock


def parts(url: str) -> dict[str, object]:
    query = parse_qs(urlsplit(url).query)
    return {"expires": int(query["expires"][0]), "signature": query["signature"][0]}


def test_an_address_holds_for_its_file_and_verb_until_it_is_over():
    clock, file_id = MovableClock(), new_id()
    links = Links("review", "http://gateway/", b"k" * 32, now=clock)
    link = links.download(file_id)
    assert link.url.startswith(f"http://gateway/review/v1/files/{file_id}/content?")
    given = parts(link.url)
    links.check(Verb.DOWNLOAD, file_id, **given)
    for verb, other in ((Verb.UPLOAD, file_id), (Verb.DOWNLOAD, new_id())):
        with pytest.raises(FileLinkInvalid):
            links.check(verb, other, **given)
    with pytest.raises(FileLinkInvalid):
        links.check(Verb.DOWNLOAD, file_id, expires=given["expires"] + 1, signature=given["signature"])
    with pytest.raises(FileLinkInvalid):
        links.check(Verb.DOWNLOAD, file_id, expires=given["expires"], signature="é")
    for elsewhere in (
        Links("registry", "http://gateway", b"k" * 32, now=clock),
        Links("review", "http://gateway", b"l" * 32, now=clock),
    ):
        with pytest.raises(FileLinkInvalid):
            elsewhere.check(Verb.DOWNLOAD, file_id, **given)
    clock.at += timedelta(seconds=61)
    with pytest.raises(FileLinkInvalid):
        links.check(Verb.DOWNLOAD, file_id, **given)


def test_the_key_is_not_shown():
    assert "kkkk" not in repr(Links("review", "http://gateway", b"k" * 32))
