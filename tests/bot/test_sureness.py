from dataclasses import replace

from bot.sureness import cut_lines, held_out_lines
from indexer.calibration import UNFITTED, Rates

FITTED = replace(
    UNFITTED,
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
        "  折外：本领域答对 90.0%、答成别的条目 5.0%；不该答的（同一件事都不让它看见）答了 25.0%、答了或给了选项 50.0%",
        "把握准不准（折外，每道题排第一的条目对了几成）：",
        "  把握 0.1–0.2：库里有的题 没有题，连不该答的一起 0.00（1 题）",
        "  把握 0.2–0.3：库里有的题 没有题，连不该答的一起 0.00（1 题）",
        "  把握 0.3–0.4：库里有的题 0.00（1 题），连不该答的一起 0.00（1 题）",
        "  把握 0.4–0.5：库里有的题 没有题，连不该答的一起 0.00（1 题）",
        "  把握 0.5–0.6：库里有的题 1.00（3 题），连不该答的一起 1.00（3 题）",
        "  把握 0.6–0.7：库里有的题 没有题，连不该答的一起 0.00（1 题）",
        "  把握 0.9–1.0：库里有的题 0.94（16 题），连不该答的一起 0.94（16 题）",
    ]


def test_a_base_too_small_to_fit_says_so() -> None:
    assert list(held_out_lines(UNFITTED, RATES)) == ["把握：考题太少，没有拟合，用的是谨慎的起点。"]
