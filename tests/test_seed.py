"""Seeds: the same numbers for ever, each exercise of each student its own, none guessable from another."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcdocs.problems.seed import PUBLIC, Seed


def test_the_numbers_are_those_of_the_first_day() -> None:
    """Papers were printed from them."""
    numbers = Seed.of(b"secret").at("shapes", 1, "ada").numbers()
    assert [numbers.below(1000) for _ in range(6)] == [706, 805, 227, 492, 527, 556]
    assert numbers.shuffled("abcdef") == ["c", "b", "d", "f", "a", "e"]
    assert Seed.of(b"secret").at("shapes").code() == "5GTSBBCG"


@given(st.integers(1, 1 << 128), st.binary(max_size=40))
def test_a_number_is_in_its_range(count: int, secret: bytes) -> None:
    assert 0 <= Seed.of(secret).numbers().below(count) < count


@pytest.mark.parametrize("count", [0, -1, (1 << 128) + 1])
def test_there_must_be_something_to_draw_from(count: int) -> None:
    with pytest.raises(ValueError, match="nothing to draw from"):
        PUBLIC.numbers().below(count)


def test_every_number_is_as_likely_as_the_others() -> None:
    numbers = PUBLIC.at("fair").numbers()
    counts = Counter(numbers.integer(-3, 3) for _ in range(7000))
    assert set(counts) == set(range(-3, 4))
    # chi-squared with 6 degrees of freedom: above 22.5 once in a thousand keys, and the key is fixed
    assert sum((count - 1000) ** 2 / 1000 for count in counts.values()) < 22.5


def test_every_order_comes() -> None:
    numbers = PUBLIC.at("orders").numbers()
    assert len({tuple(numbers.shuffled("abcd")) for _ in range(400)}) == 24


def test_a_stream_depends_on_its_names_and_on_nothing_else() -> None:
    seed = Seed.of(b"secret").at("set", 3)
    alone = seed.at("ada").numbers().below(1 << 60)
    random.seed(5)
    other = seed.at("bob").numbers()
    assert {other.below(1 << 60) for _ in range(50)}.isdisjoint({alone})
    assert seed.at("ada").numbers().below(1 << 60) == alone


@pytest.mark.parametrize(
    ("one", "another"),
    [
        (("ab", "c"), ("a", "bc")),
        (("a", ""), ("a",)),
        (("1", "23"), ("12", "3")),
        (("a\0b",), ("a", "b")),
    ],
)
def test_names_do_not_run_together(one: tuple[str, ...], another: tuple[str, ...]) -> None:
    assert Seed.of(b"s").at(*one) != Seed.of(b"s").at(*another)


def test_a_seed_does_not_show_its_key() -> None:
    seed = Seed.of(b"secret")
    assert seed.key.hex() not in f"{seed!r}{seed}"
    assert repr(seed.key) not in f"{seed!r}{seed}"
