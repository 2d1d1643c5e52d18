import pytest

from bot.shares import wilson, with_interval


@pytest.mark.parametrize(
    ("count", "total", "interval"),
    # The published examples for the score interval: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    [
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
    ],
)
def test_wilsons_interval_is_the_published_one(
    count: int, total: int, interval: tuple[float, float]
) -> None:
    assert wilson(count, total) == pytest.approx(interval, abs=0.0001)


def test_nothing_is_known_of_no_question() -> None:
    assert wilson(0, 0) == (0, 1)


def test_a_share_is_written_with_its_interval() -> None:
    assert with_interval([True] * 9 + [False]) == "9/10（90.0 %，95 % 区间 59.6–98.2）"
