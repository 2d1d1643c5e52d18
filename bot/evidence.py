"""What speaks for an entry that was found, and why the next one stands behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexer.calibration import NO_FEATURES, Calibration
from indexer.entry import Entry
from indexer.normal_form import normalise, shorten
from indexer.passages import passages_of, whole_text
from indexer.retriever import WEIGHTS, Match
from indexer.vector_store import Shelf

LONGEST_TEXT = 60  # characters of a passage that are shown
MOST_REASONS = 4  # features named for the first entry
MOST_AGAINST = 2  # features named for the runner-up
TELLS = 0.05  # a contribution's difference below it decides nothing

SIDES = {
    "words": "词面",
    "phrasing": "问法",
    "centre": "问法中心",
    "section": "正文",
    "three": "最近三条问法",
}
FEATURES = {
    "score": "总分",
    "lead": "总分领先",
    "phrasing": "最近的问法",
    "section": "最近的正文",
    "centre": "问法中心",
    "three": "最近三条问法",
    "phrasing_ahead": "最近的问法高出平均",
    "centre_ahead": "问法中心高出平均",
    "three_ahead": "最近三条问法高出平均",
    "phrasing_lead": "问法领先",
    "section_lead": "正文领先",
    "centre_lead": "问法中心领先",
    "three_lead": "最近三条问法领先",
    "words_lead": "词面领先",
    "words": "词面",
    "chars_held": "含单字",
    "pairs_held": "含双字",
    "chars_lead": "含单字领先",
    "pairs_lead": "含双字领先",
    "length": "问题长短",
    "elsewhere": "说的是外地",
    "classified": "分类器",
    "classified_lead": "分类器领先",
    "unknown": "最近的「答不了」",
    "unknown_words": "「答不了」含双字",
}
LEADS = (
    "lead",
    "words_lead",
    "phrasing_lead",
    "centre_lead",
    "section_lead",
    "three_lead",
    "chars_lead",
    "pairs_lead",
    "classified_lead",
)


def match_lines(number: int, match: Match, text: str, found: Sequence[Match]) -> Iterator[str]:
    """Yield what speaks for one entry."""
    features, entry = match.features, match.entry
    yield f"{number}. {entry.title}（{entry.id}）把握 {match.confidence:.2f}，总分 {features.score:.2f}"
    if not any(entry.id == one.entry.id for one in found):
        yield "   搜索没有把它排进前三"
        return
    if match.sides:
        weighed = " + ".join(
            f"{SIDES[side]} {match.sides[side]:.2f}×{WEIGHTS[side]}"
            for side in SIDES
            if side in WEIGHTS
        )
        others = "、".join(
            f"{SIDES[side]} {match.sides[side]:.2f}" for side in SIDES if side not in WEIGHTS
        )
        yield f"   各面 {weighed}；不进总分：{others}"
    yield from passage_lines(match)
    leads = "、".join(
        f"{FEATURES[name].removesuffix('领先')} {getattr(features, name):+.2f}" for name in LEADS
    )
    yield f"   领先 {leads}"
    yield (
        f"   含字「{held(text, entry)}」（· 是条目里没有的）："
        f"单字 {features.chars_held:.2f}，双字 {features.pairs_held:.2f}"
    )
    if features.elsewhere:
        yield "   说的外地，这一条里没有"


def passage_lines(match: Match) -> Iterator[str]:
    """Yield the best passage of each side with its text."""
    texts = {passage.key: passage.text for passage in passages_of(match.entry)}
    for shelf, side in ((Shelf.PHRASINGS, "问法"), (Shelf.SECTIONS, "正文")):
        if shelf not in match.passages:
            yield f"   {side} 没有够近的句子"
            continue
        key, cosine = match.passages[shelf]
        section = f"［{key.split('#')[1]}］" if shelf is Shelf.SECTIONS else ""
        text = texts.get(key, "")
        cut = f"{text[:LONGEST_TEXT]}…" if len(text) > LONGEST_TEXT else text
        yield f"   {side} {cosine:.3f} {section}「{cut}」"


def held(text: str, entry: Entry) -> str:
    """Return a question with a dot for each character that an entry lacks."""
    whole = set(whole_text(entry))
    return "".join(
        char if char in whole or not char.isalnum() else "·" for char in shorten(normalise(text))
    )


def runner_up_lines(
    first: Match, second: Match, owner: str | None, calibration: Calibration
) -> Iterator[str]:
    """Yield why the second lost: by name, or the features that set the first apart."""
    yield (
        f"第二「{second.entry.title}」排在后面：总分差 {first.features.score - second.features.score:.2f}，"
        f"把握 {second.confidence:.2f} 比 {first.confidence:.2f}"
    )
    if owner == first.entry.id:
        yield "   第一被叫了名字"
    if NO_FEATURES in (first.features, second.features):
        return
    one, other = (calibration.contributions(match.features) for match in (first, second))
    gaps = sorted(((one[name] - other[name], name) for name in one), reverse=True)

    strong = [pair for pair in gaps if pair[0] >= TELLS][:MOST_REASONS]
    weak = [pair for pair in reversed(gaps) if pair[0] <= -TELLS][:MOST_AGAINST]
    for name, some in (("第一", strong), ("第二", weak)):
        if some:
            yield f"   {name}强在 {'、'.join(gap_words(*pair, first, second) for pair in some)}"


def gap_words(gap: float, name: str, first: Match, second: Match) -> str:
    """Return what one feature makes of the difference between two entries, with its two values."""
    one, other = getattr(first.features, name), getattr(second.features, name)
    # The features overlap: one that rises with the others may be taken off again.
    turned = "，反着算" if gap * (one - other) < 0 else ""
    return f"{FEATURES[name]} {gap:+.2f}（{one:.3g} 比 {other:.3g}{turned}）"
