"""How sure the index may be, in words: the cuts, what they let through, and how true its confidence is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexer.calibration import Calibration, Rates


def cut_lines(calibration: Calibration, rates: Rates) -> Iterator[str]:
    """Yield from which confidence on is answered and offered, and the rates that set it so."""
    cuts = calibration.cuts(rates)
    yield f"门槛：把握 {cuts.answer:.2f} 起直接答，{cuts.suggest:.2f} 起给选项"
    yield (
        f"  按这些比例定：答成别的条目 ≤ {rates.wrong:.0%}，"
        f"不该答的答了 ≤ {rates.unknown_answered:.0%}、答了或给了选项 ≤ {rates.unknown_offered:.0%}"
    )


def held_out_lines(calibration: Calibration, rates: Rates) -> Iterator[str]:
    """Yield what the cuts let through on held-out folds, and of each confidence how much was right."""
    if not calibration.reliability:
        yield "把握：考题太少，没有拟合，用的是谨慎的起点。"
        return
    cuts = calibration.cuts(rates)
    known = len(calibration.right) + len(calibration.wrong)
    yield (
        f"  折外：本领域答对 {reaching(calibration.right, cuts.answer, known)}、"
        f"答成别的条目 {reaching(calibration.wrong, cuts.answer, known)}；"
        f"不该答的答了 {reaching(calibration.unknown, cuts.answer)}、"
        f"答了或给了选项 {reaching(calibration.unknown, cuts.suggest)}"
    )
    yield "把握准不准（折外，每道考题排第一的条目）："
    for one in calibration.reliability:
        yield f"  说 {one.confidence:.2f}，对了 {one.right:.2f}（{one.count} 题）"


def reaching(confidences: Sequence[float], cut: float, total: int | None = None) -> str:
    """Return the share, of `total` or of all, of the confidences that reach a cut."""
    number = sum(confidence >= cut for confidence in confidences)
    return f"{number / max(1, len(confidences) if total is None else total):.1%}"
