"""Formal targets of every shape, over a vocabulary of any names."""

from hypothesis import strategies as st

from services.metrics.aims.rules import BandMode, Binding, Relation, Term, Vocabulary
from services.metrics.aims.schemas import (
    Approx,
    Band,
    Baseline,
    Compare,
    Constant,
    Count,
    Each,
    FormalTarget,
    Measured,
    Named,
    Other,
    Plus,
    Quotient,
    Series,
    ShareOf,
    SomeOf,
    Span,
    Times,
    Total,
)
from services.metrics.indicators.rules import Unit
from services.metrics.readings.rules import Basis, Release

CODES = ("one", "two", "three")
NAME = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="“”"), min_size=1, max_size=8
)
VOCABULARIES = st.builds(
    lambda names: Vocabulary({term: dict(zip(CODES, names, strict=True)) for term in Term}),
    st.lists(NAME, min_size=3, max_size=3, unique=True),
)
CODE = st.sampled_from(CODES)
AMOUNT = st.decimals(-(10**14), 10**14, places=6, allow_nan=False, allow_infinity=False)
SHARE = st.decimals("0.000001", 1, places=6)
YEAR = st.integers(1991, 2100)
WHERE = st.one_of(
    st.builds(
        Measured, attribute=CODE, relation=st.sampled_from(Relation), value=AMOUNT, unit=st.sampled_from(Unit)
    ),
    st.builds(Named, attribute=CODE, word=CODE),
)
MEASURE = st.one_of(
    st.builds(Series, code=CODE),
    st.builds(Quotient, numerator=CODE, denominator=CODE),
    st.builds(Count, entity=CODE, where=st.lists(WHERE, max_size=3).map(tuple)),
)
BASELINE = st.builds(
    Baseline,
    year=YEAR,
    basis=st.sampled_from(Basis),
    release=st.sampled_from(Release),
    measure=st.none() | MEASURE,
)
BOUND = st.one_of(
    st.builds(Constant, value=AMOUNT),
    st.builds(Times, factor=st.decimals("0.000001", 1000, places=6), baseline=BASELINE),
    st.builds(Plus, increase=AMOUNT, baseline=BASELINE),
    st.builds(Other, measure=MEASURE),
)
COMPARATOR = st.one_of(
    st.builds(Compare, relation=st.sampled_from(Relation), bound=BOUND),
    st.builds(Approx, value=AMOUNT, tolerance=SHARE),
    st.tuples(AMOUNT, AMOUNT, st.sampled_from(BandMode))
    .filter(lambda each: each[0] < each[1])
    .map(lambda each: Band(lower=each[0], upper=each[1], mode=each[2])),
)
QUANTIFIER = st.one_of(
    st.just(Total()),
    st.builds(Each, set=CODE),
    st.builds(SomeOf, set=CODE, count=st.integers(1, 10_000)),
    st.builds(ShareOf, set=CODE, share=SHARE),
)
SPAN = st.one_of(
    st.builds(Span, until=YEAR),
    YEAR.flatmap(lambda last: st.builds(Span, until=st.just(last), since=st.integers(1990, last - 1))),
)
TARGETS = st.builds(
    FormalTarget,
    window=SPAN,
    region=st.sampled_from(["370000", "370800", "370811", "371200", "350000"]),
    quantifier=QUANTIFIER,
    basis=st.sampled_from(Basis),
    measure=MEASURE,
    unit=st.sampled_from(Unit),
    comparator=COMPARATOR,
    binding=st.sampled_from(Binding),
)
