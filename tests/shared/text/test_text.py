import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import text
from shared.errors.faults import Fault
from shared.text.document_numbers import DocumentNumber, read_document_number


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("山东孚日集团股份有限公司", "山东孚日"),
        ("阿里巴巴（中国）有限公司", "阿里巴巴中国"),
        ("金鄉縣大蒜專業合作社", "金乡县大蒜"),
        ("Ｌｕｐｉｎ · 鲁品", "lupin鲁品"),
        ("九阳 Co., Ltd.", "九阳"),
        ("集团", "集团"),
        ("", ""),
    ],
)
def test_names_of_one_organisation_share_a_search_key(name: str, key: str):
    assert text.search_key(name) == key


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_a_search_key_is_its_own_key_of_sound(name: str):
    key = text.search_key(name)
    assert " " not in key
    assert text.pinyin_key(name) == text.pinyin(key)


@pytest.mark.parametrize(
    ("name", "sound"),
    [
        ("单县", "shanxian"),
        ("单县羊肉汤", "shanxianyangroutang"),
        ("乐陵小枣", "laolingxiaozao"),
        ("长清区", "changqingqu"),
        ("莒县", "juxian"),
        ("兖州", "yanzhou"),
        ("东阿阿胶", "dongeejiao"),
        ("芝罘", "zhifu"),
        ("长岛", "changdao"),
        ("漯河", "luohe"),
        ("1688商城", "1688shangcheng"),
    ],
)
def test_places_sound_as_they_are_called(name: str, sound: str):
    assert text.pinyin(name) == sound


@pytest.mark.parametrize(
    ("name", "letters"),
    [("金乡大蒜", "jxds"), ("乐陵小枣", "llxz"), ("鲁品IT科技有限公司", "lpitkj"), ("", "")],
)
def test_initials_find_a_name(name: str, letters: str):
    assert text.initials(name) == letters


def test_a_sort_by_sound_puts_syllables_before_characters():
    names = ["枣庄市", "济南市", "德州市", "青岛市", "济宁市", "泰安市", "临沂市", "滨州市"]
    assert sorted(names, key=text.pinyin_sort_key) == [
        "滨州市", "德州市", "济南市", "济宁市", "临沂市", "青岛市", "泰安市", "枣庄市",
    ]  # fmt: skip


def test_one_and_two_characters_are_found_by_their_grams():
    grams = text.bigrams("金乡大蒜有限公司")
    assert grams == ["金", "乡", "大", "蒜", "金乡", "乡大", "大蒜"]
    assert text.bigrams("蒜") == ["蒜"]


@pytest.mark.parametrize(
    ("dirty", "clean"), [("a\x00b", False), ("a\ud800", False), ("鲁品 𠮷", True), ("", True)]
)
def test_nul_and_lone_surrogates_are_refused(dirty: str, clean: bool):  # noqa: FBT001 - a case of the table
    assert text.is_clean(dirty) is clean


def test_a_stored_name_has_one_width_and_single_spaces():
    assert text.normalise("  Ａ１　鲁品\t 有限 ") == "A1 鲁品 有限"


@pytest.mark.parametrize(
    ("typed", "number", "extension"),
    [
        ("0531-89013432", "+8653189013432", None),
        ("0531-89013432-801", "+8653189013432", "801"),
        ("053189013432转801", "+8653189013432", "801"),
        ("（０５３１）８９０１３４３２ 转 ８０１", "+8653189013432", "801"),
        ("138 0013 8000", "+8613800138000", None),
        ("+86 13800138000", "+8613800138000", None),
        ("400-123-4567", "+864001234567", None),
    ],
)
def test_phones_are_read_with_their_extension(typed: str, number: str, extension: str | None):
    assert text.read_phone(typed) == text.Phone(number, extension)


@pytest.mark.parametrize("typed", ["", "123", "电话", "9.13E+17", "1380013800012345", "12345678901"])
def test_what_is_no_phone_is_refused(typed: str):
    with pytest.raises(Fault, match="phone_invalid"):
        text.read_phone(typed)


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13800138000", "138****8000"),
        ("+8613800138000", "138****8000"),
        ("１３８００１３８０００", "138****8000"),
        ("0531-89013432-801", "****32"),
        ("0531-89013432转801", "****32"),
        ("110", "****"),
        ("", "****"),
    ],
)
def test_P03_a_phone_is_shown_masked(phone: str, shown: str):
    assert text.mask_phone(phone) == shown


def test_P03_names_and_addresses_are_shown_masked():
    assert text.mask_name("张三丰") == "张*"
    assert text.mask_name("") == "*"
    assert text.mask_email("alice@example.com") == "a***@example.com"
    assert text.mask_email("a@example.com") == "***@example.com"
    assert text.mask_email("nobody") == "***"
    assert text.mask_address("203.0.113.77") == "203.0.113.*"
    assert text.mask_address("2001:db8:1:2::77") == "2001:db8:1::*"
    assert text.mask_address("::1") == "::*"


@pytest.mark.parametrize(
    "typed",
    [
        "鲁商字〔2017〕24号",
        "鲁商字[2017]024号",
        "鲁商字【2017】24 号",
        "鲁商字（２０１７）第24号",
        "鲁商字(2017)24",
    ],
)
def test_a_document_number_is_one_however_it_is_typed(typed: str):
    number = read_document_number(typed)
    assert number == DocumentNumber("鲁商字", 2017, 24)
    assert str(number) == "鲁商字〔2017〕24号"


@pytest.mark.parametrize(
    "typed", ["", "鲁商字2017年24号", "〔2017〕24号", "鲁商字〔17〕24号", "鲁商字〔2017〕0号"]
)
def test_what_is_no_document_number_is_refused(typed: str):
    with pytest.raises(Fault, match="document_number_malformed"):
        read_document_number(typed)
