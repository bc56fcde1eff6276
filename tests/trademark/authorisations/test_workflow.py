"""The table of an authorisation, and what its steps wait for."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.trademark.authorisations.rules import (
    FORM_OF,
    Plot,
    Route,
    UseFacts,
    bearable_kg,
    form_is_registered,
    freed_years,
    not_own_use,
    period_has_ended,
    period_is_not_over,
    plots_lie_inside,
    plots_outside,
    share_of,
    years_of,
)
from services.trademark.authorisations.workflow import USE, UseAction
from services.trademark.indications.rules import FormKind
from shared.testing.workflow import every_combination, outcome

LAST = date(2028, 12, 31)
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


def test_only_the_table_moves_an_authorisation():
    for state, action, role in every_combination(USE):
        today = LAST + timedelta(days=action is UseAction.EXPIRE)
        facts = UseFacts(today=today, valid_to=LAST, route=Route.PRODUCT_USER, registered=set(FormKind))
        row = USE.find(state, action)
        expected = row.target if row is not None and role in row.roles else None
        assert outcome(USE, state, action, role=role, facts=facts) == expected, (state, action, role)


def test_each_need_names_what_is_missing():
    facts = UseFacts(
        today=LAST, valid_to=date(2028, 12, 30), route=Route.COLLECTIVE_MEMBER, places_inside=False, own=True
    )
    needs = (form_is_registered, plots_lie_inside, period_is_not_over, not_own_use)
    assert [need(facts).code for need in needs] == [
        "form_not_registered", "plot_outside_area", "period_over", "own_use",
    ]  # fmt: skip
    assert period_has_ended(facts) is None
    assert (
        period_has_ended(UseFacts(today=LAST, valid_to=LAST, route=Route.PRODUCT_USER)).code
        == "time_not_over"
    )


def test_each_of_the_four_routes_has_a_form_of_its_own():
    assert set(FORM_OF) == set(Route)
    assert len(set(FORM_OF.values())) == 4


@given(DAYS, DAYS, DAYS)
def test_years_that_are_freed_were_taken_and_lie_behind_the_end(first, last, ended):
    first, last = sorted((first, last))
    freed = freed_years(first, last, ended)
    assert set(freed) <= set(years_of(first, last))
    assert all(year > ended.year for year in freed)


def test_plots_are_added_up_and_kept_inside():
    plots = [Plot("370828", Decimal("1.5")), Plot("370829", Decimal(2))]
    assert share_of(Decimal(7), plots).hectares == Decimal("3.5")
    assert plots_outside(plots, ["370828"]) == [1]
    assert plots_outside(plots, ["370800"]) == []
    assert bearable_kg(Decimal(2), Decimal(3)) == Decimal(6)
    assert bearable_kg(Decimal(2), None) is None
