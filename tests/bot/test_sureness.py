from dataclasses import replace

from bot.sureness import cut_lines, held_out_lines
from indexer.calibration import UNFITTED, Bin, Rates

FITTED = replace(
    UNFITTED,
    reliability=(Bin(0.21, 0.25, 4), Bin(0.94, 0.9, 16)),
    right=(0.9,) * 15 + (0.5,) * 3,
    wrong=(0.95, 0.3),
    unknown=(0.6, 0.4, 0.2, 0.1),
)
RATES = Rates(wrong=0.05, unknown_answered=0.25, unknown_offered=0.5)


def test_the_cuts_stand_beside_the_rates_that_set_them() -> None:
    assert list(cut_lines(FITTED, RATES)) == [
        "门槛：把握 0.40 起直接答，0.20 起给选项",
        "  按这些比例定：答成别的条目 ≤ 5%，不该答的答了 ≤ 25%、答了或给了选项 ≤ 50%",
    ]


def test_what_the_cuts_let_through_is_counted_on_held_out_questions() -> None:
    assert list(held_out_lines(FITTED, RATES)) == [
        "  折外：本领域答对 90.0%、答成别的条目 5.0%；不该答的答了 25.0%、答了或给了选项 50.0%",
        "把握准不准（折外，每道考题排第一的条目）：",
        "  说 0.21，对了 0.25（4 题）",
        "  说 0.94，对了 0.90（16 题）",
    ]


def test_a_base_too_small_to_fit_says_so() -> None:
    assert list(held_out_lines(UNFITTED, RATES)) == ["把握：考题太少，没有拟合，用的是谨慎的起点。"]
