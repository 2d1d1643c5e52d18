"""How sure the index may be, in words: the cuts, what they let through, and how true its confidence is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexer.calibration import Calibration, Rates

TENTHS = 10


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
    if not (calibration.right or calibration.wrong):
        yield "把握：考题太少，没有拟合，用的是谨慎的起点。"
        return
    cuts = calibration.cuts(rates)
    known = len(calibration.right) + len(calibration.wrong)
    yield (
        f"  折外：本领域答对 {reaching(calibration.right, cuts.answer, known)}、"
        f"答成别的条目 {reaching(calibration.wrong, cuts.answer, known)}；"
        f"不该答的（同一件事都不让它看见）答了 {reaching(calibration.unknown, cuts.answer)}、"
        f"答了或给了选项 {reaching(calibration.unknown, cuts.suggest)}"
    )
    yield "把握准不准（折外，每道题排第一的条目对了几成）："
    yield from reliability_lines(calibration)


def reliability_lines(calibration: Calibration) -> Iterator[str]:
    """Yield for each tenth of confidence the share that was right, without and with the unanswerable.

    Confidence was fitted on both kinds: among questions that have an entry it says too little.
    """
    for tenth in range(TENTHS):
        right, wrong, unknown = (
            sum(min(int(one * TENTHS), TENTHS - 1) == tenth for one in confidences)
            for confidences in (calibration.right, calibration.wrong, calibration.unknown)
        )
        known = right + wrong
        if known + unknown:
            alone = f"{right / known:.2f}（{known} 题）" if known else "没有题"
            yield (
                f"  把握 {tenth / TENTHS:.1f}–{(tenth + 1) / TENTHS:.1f}：库里有的题 {alone}，"
                f"连不该答的一起 {right / (known + unknown):.2f}（{known + unknown} 题）"
            )


def reaching(confidences: Sequence[float], cut: float, total: int | None = None) -> str:
    """Return the share, of `total` or of all, of the confidences that reach a cut."""
    number = sum(confidence >= cut for confidence in confidences)
    return f"{number / max(1, len(confidences) if total is None else total):.1%}"
