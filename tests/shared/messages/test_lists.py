"""Lists in a message are written for people."""

import pytest

from shared.messages.catalogue import Catalogue

CATALOGUE = Catalogue(
    {"materials_missing": {"detail": {"zh-CN": "缺少：{materials}。", "en": "Missing: {materials}."}}}
)


@pytest.mark.parametrize(("language", "said"), [("zh-CN", "缺少：a、b。"), ("en", "Missing: a, b.")])
@pytest.mark.parametrize("given", [["a", "b"], ("a", "b"), frozenset({"b", "a"})])
def test_a_list_is_joined_as_the_language_does(language: str, said: str, given: object) -> None:
    assert CATALOGUE.render("materials_missing", language, {"materials": given}).detail == said
