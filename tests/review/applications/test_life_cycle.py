"""The table of an application over the whole product of state, action and role."""

from datetime import date

from services.review.applications.rules import CaseFacts, is_mandated
from services.review.applications.workflow import APPLICATION, Action, State
from shared.codes.roles import Role
from shared.testing.workflow import assert_only_the_table_moves, outcome

DAY = date(2017, 5, 2)
OPEN = CaseFacts(
    today=DAY,
    applications_close_on=DAY,
    recommendations_close_on=DAY,
    round_open=True,
    certified=True,
    form_faults=0,
    missing_materials=(),
    correction_due_on=DAY,
    eligible=True,
    experts_missing=0,
    scores_missing=0,
    cap_room=1,
    notice_closes_on=date(2017, 5, 1),
    open_objections=0,
)
AGAINST_EACH_OTHER = {Action.LAPSE, Action.REFUSE}
"""Steps whose needs contradict those of the others: tested apart."""


def test_only_the_table_moves_an_application():
    table = type(APPLICATION)(
        APPLICATION.noun,
        APPLICATION.edition,
        APPLICATION.initial,
        APPLICATION.final,
        tuple(
            type(row)(row.source, row.action, row.target, row.roles, ())
            if row.action in AGAINST_EACH_OTHER
            else row
            for row in APPLICATION.transitions
        ),
    )
    assert_only_the_table_moves(table, OPEN)


def test_the_clock_ends_only_what_is_overdue():
    late = CaseFacts(today=date(2017, 5, 3), applications_close_on=DAY)
    assert outcome(APPLICATION, State.DRAFT, Action.LAPSE, role=Role.CLOCK, facts=OPEN) is None
    assert outcome(APPLICATION, State.DRAFT, Action.LAPSE, role=Role.CLOCK, facts=late) is State.LAPSED


def test_an_unknown_fact_blocks():
    nothing = CaseFacts(today=DAY)
    moved = {
        (row.source, row.action) for row in APPLICATION.transitions if row.needs and not row.blockers(nothing)
    }
    assert moved == set()


def test_a_city_speaks_for_itself_and_a_division_for_its_own():
    assert is_mandated("37.3708.", cities=["37.3708."], divisions=[])
    assert not is_mandated("37.3708.", cities=["37.3701."], divisions=["foreign_trade_division"])
    assert is_mandated("foreign_trade_division", cities=[], divisions=["foreign_trade_division"])
    assert not is_mandated("foreign_trade_division", cities=["37.3708."], divisions=[])
