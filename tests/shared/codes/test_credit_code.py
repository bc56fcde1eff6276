import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from shared.codes import credit_code
from shared.codes.credit_code import ALPHABET, CreditCodeError, Warned
from shared.errors.faults import Fault

bodies = st.tuples(
    st.text(ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=9, max_size=9),
).map("".join)


@given(bodies)
def test_R01_a_made_code_is_read_back(body: str):
    assert credit_code.check(credit_code.make(body)).text[:17] == body


@given(bodies, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_R01_any_single_changed_character_is_found(body: str, place: int, character: str):
    code = credit_code.make(body)
    changed = code[:place] + character + code[place + 1 :]
    if changed != code:
        with pytest.raises(CreditCodeError):
            credit_code.check(changed)


@given(st.sampled_from("123456789"), st.sampled_from("123456789"), bodies)
def test_R01_the_oracle_agrees_on_numeric_categories(first: str, second: str, body: str):
    code = credit_code.make(first + second + body[2:])
    assert uscc.is_valid(code)
    assert not uscc.is_valid(code[:17] + ALPHABET[(ALPHABET.index(code[17]) + 1) % 31])


@pytest.mark.parametrize("category", ["N1", "N2", "A1", "Y1", "93"])
def test_R01_letter_categories_of_collectives_are_accepted(category: str):
    code = credit_code.check(credit_code.make_from(category, "370829", "12345678"))
    assert (code.category, code.first_region, code.warnings) == (category, "370829", ())


@pytest.mark.parametrize(
    "typed",
    [
        "91110000600037341L",
        "91110000600037341l",
        "９１１１００００６０００３７３４１Ｌ",
        " 9111-0000 6000 3734 1L ",
    ],
)
def test_a_code_is_read_in_the_ways_it_is_typed(typed: str):
    assert credit_code.check(typed).text == "91110000600037341L"


@pytest.mark.parametrize(
    "typed", ["", "9111000060003734", "91110000600037341I", "9111000060003734１ＬＬ", "911100006OOO37341L"]
)
def test_what_is_no_code_is_malformed(typed: str):
    with pytest.raises(CreditCodeError) as refused:
        credit_code.check(typed)
    assert refused.value.code == "credit_code_malformed"


def test_a_wrong_check_digit_has_its_own_name():
    with pytest.raises(CreditCodeError) as refused:
        credit_code.check("91110000600037341M")
    assert refused.value.code == "credit_code_check_digit"


def test_an_unknown_category_and_a_wrong_inner_digit_are_warnings():
    code = credit_code.check(credit_code.make("XX370000123456780"))
    assert code.warnings == (Warned.CATEGORY, Warned.ORGANISATION_DIGIT)


def test_R01_a_registration_number_of_fifteen_digits_is_checked():
    assert credit_code.check_registration_number("110108000000016") == "110108000000016"
    for changed in ("110108000000017", "110108000000061"):
        with pytest.raises(Fault, match="registration_number_check_digit"):
            credit_code.check_registration_number(changed)
    with pytest.raises(Fault, match="registration_number_malformed"):
        credit_code.check_registration_number("1101080000000")


@given(st.text("0123456789", min_size=14, max_size=14))
def test_every_fourteen_digits_have_exactly_one_check_digit(fourteen: str):
    good = []
    for digit in "0123456789":
        try:
            good.append(credit_code.check_registration_number(fourteen + digit))
        except Fault:
            continue
    assert len(good) == 1


@pytest.mark.parametrize("code", ["60003734-1", "600037341", "D2143569-X", "d2143569x"])
def test_R01_an_organisation_code_is_checked(code: str):
    assert credit_code.check_organisation_code(code) == code.replace("-", "").upper()


def test_a_wrong_organisation_code_is_refused():
    with pytest.raises(Fault, match="organisation_code_check_digit"):
        credit_code.check_organisation_code("600037342")
    with pytest.raises(Fault, match="organisation_code_malformed"):
        credit_code.check_organisation_code("6000373")
