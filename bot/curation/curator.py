"""What a supervisor does about a gap: one method an act, each done whole or not at all."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.curation.catalogue import CATALOGUE, with_listed
from bot.curation.draft import BARE, TEMPLATE, drafted
from bot.curation.journal import FileChange, Record, content_of
from bot.curation.refused import CurationRefused
from bot.curation.revisions import CurrentIndex, Revision, Revisions, Signed, text_of
from bot.curation.sentences import clean, is_among, with_sentence, without_item
from bot.ledger.gap_list import Gap, GapQuestion, NoSuchGap
from bot.ledger.gap_rows import GapSettled, GapTaken, NothingLeft
from bot.ledger.gap_state import SETTLED, ForbiddenTransition, GapState
from bot.ledger.ledger import Ledger
from bot.ledger.person import Person
from bot.ledger.questions import NoSuchQuestion
from bot.settings import Settings
from bot.wording import CURATION, NOTICE_LOOK_UP, NOTICE_NEAR
from indexer.entry import Entry, Kind, Status
from indexer.entry_reader import ENTRY_KEYS, ID, LONGEST_ID
from indexer.knowledge_base import KnowledgeBase
from indexer.normal_form import has_words
from indexer.problem import ProblemsFound, shown_path
from indexer.yaml_file import LINE_END, parse_yaml

LONGEST_SENTENCE = (
    200  # characters of a 问法 or 考题; a card shows none of them, supervisors read them
)
LONGEST_REASON = 300
TOPICS = "_topics.yaml"
WORDINGS_TRIED = 20  # of a gap's questions, to see which of them an attached sentence helps
REFUSALS = (NoSuchGap, GapTaken, GapSettled, ForbiddenTransition, NothingLeft, NoSuchQuestion)


@dataclass(frozen=True)
class Curated:
    """What an act changed."""

    gap: Gap  # as it stands now; of merge and split the other gap, which is the one to go on with
    text: str  # what was done, in one or a few lines for the supervisor
    entry: str | None = None  # the entry that was written
    added: tuple[str, ...] = ()  # the sentences that were written into it
    path: Path | None = None  # its file
    version: str | None = None  # of the index that was published by the act
    is_known_failure: bool = False  # the question does not find the entry yet, see `answer`
    missed: tuple[str, ...] = ()  # other wordings of the gap that still do not find it


@dataclass(frozen=True)
class GapCard:
    """A gap with all that a supervisor needs to decide what becomes of it."""

    gap: Gap
    questions: tuple[GapQuestion, ...]  # oldest first, redacted, each with why it is here
    nearest: tuple[Entry, ...]  # up to three entries its first question finds now, best first


class Curator:
    """The acts on gaps.

    All methods may be called from any thread, not from the event loop: those that write an entry
    take seconds. They raise CurationRefused when nothing was changed, and LedgerUnavailable.
    `by` is the supervisor; whether somebody is one is checked by the channel. A free gap that is
    acted on is claimed by the act.
    """

    def __init__(
        self,
        settings: Settings,
        ledger: Ledger,
        live_index: CurrentIndex,
        now: Callable[[], datetime],
    ) -> None:
        self._zone = settings.zone
        self._ledger = ledger
        self._live = live_index
        self._now = now
        self._revisions = Revisions(settings, live_index)

    # reading

    def card(self, gap_id: int) -> GapCard:
        """Return a gap with its questions and the entries nearest to it."""
        with plainly():
            gap = self._ledger.gaps.find(gap_id)
            return GapCard(gap, self._ledger.gaps.questions(gap_id), self._nearest(gap))

    # acts that change the ledger alone

    def claim(self, gap_id: int, by: Person) -> Curated:
        """Take a gap on."""
        with plainly():
            gap = self._ledger.gaps.claim(gap_id, by, self._now())
        return Curated(gap, CURATION["claimed"].format(gap=gap_id))

    def release(self, gap_id: int, by: Person) -> Curated:
        """Put a gap back for others."""
        with plainly():
            gap = self._ledger.gaps.release(gap_id, by, self._now())
        return Curated(gap, CURATION["released"].format(gap=gap_id))

    def hand_over(self, gap_id: int, to: Person, by: Person) -> Curated:
        """Make another supervisor the owner of a gap."""
        with plainly():
            gap = self._ledger.gaps.hand_over(gap_id, to, by, self._now())
        return Curated(gap, CURATION["handed_over"].format(gap=gap_id))

    def merge(self, gap_id: int, into: int, by: Person) -> Curated:
        """Make a gap part of another one; the other one is returned."""
        with plainly():
            gap = self._ledger.gaps.merge(gap_id, into, CURATION["merged_because"], by, self._now())
        return Curated(gap, CURATION["merged"].format(gap=gap_id, into=into))

    def split(self, gap_id: int, question_ids: Collection[int], by: Person) -> Curated:
        """Make some questions of a gap a gap of their own; the new one is returned."""
        with plainly():
            gap = self._ledger.gaps.split(gap_id, question_ids, by, self._now())
        return Curated(gap, CURATION["split"].format(gap=gap_id, new=gap.id))

    def dismiss(self, gap_id: int, reason: str, by: Person) -> Curated:
        """Close a gap without an entry, for a reason that the askers see."""
        reason = clean(reason)
        if not has_words(reason) or len(reason) > LONGEST_REASON:
            raise CurationRefused(CURATION["no_reason"].format(most=LONGEST_REASON))
        with plainly():
            gap = self._ledger.gaps.dismiss(gap_id, reason, by, self._now())
        return Curated(gap, CURATION["dismissed"].format(gap=gap_id, reason=reason))

    # acts that change the base: written, checked, examined and published, or undone whole

    def attach(self, gap_id: int, entry_id: str, by: Person, wording: str | None = None) -> Curated:
        """Make the gap's question a 问法 of an entry, publish, and close the gap with that entry.

        `wording` is written instead of the question, where it is given; the question becomes a 考题
        then, which the entry has to pass, or all is undone.
        """
        gap = self._mine(gap_id, by)
        question, entry = clean(gap.text), self._entry(entry_id)
        sentence = question if wording is None else clean(wording)
        adding = [("问法", sentence, entry.phrasings)]
        if wording is not None and has_words(question) and not is_among(question, [sentence]):
            adding.append(("考题", question, (*entry.phrasings, *entry.exam_questions)))
        with self._signed(gap, f"给 {entry_id} 加问法", by) as revision:
            path, added = self._add(revision, entry_id, adding)
            version = revision.publish().version
            closed = self._close(gap, entry_id, by, "attach")
        missed = self._missed(gap_id, entry_id)
        lines = [
            CURATION["attached"].format(sentence=sentence, title=entry.title)
            if added
            else CURATION["stood_already"].format(gap=gap_id, title=entry.title)
        ]
        if missed:
            some = "；".join(f"「{text}」" for text in missed[:3])
            lines.append(CURATION["still_missed"].format(count=len(missed), sentences=some))
        return Curated(closed, "\n".join(lines), entry_id, added, path, version, missed=missed)

    def answer(self, gap_id: int, entry_id: str, by: Person, wording: str | None = None) -> Curated:
        """Say that an entry answers already: the question becomes its 考题, the gap is closed.

        Where the question does not find the entry it goes into _known_failures.yaml until it does
        (`is_known_failure`); the askers are to be told all the same.
        """
        gap, entry = self._mine(gap_id, by), self._entry(entry_id)
        sentence = clean(gap.text if wording is None else wording)
        there = (*entry.phrasings, *entry.exam_questions)
        excuse = {
            "条目": entry_id,
            "考题": sentence,
            "原因": f"缺口 {gap_id}：社工问过，现在还找不到这一条",
        }
        with self._signed(gap, f"给 {entry_id} 加考题", by) as revision:
            path, added = self._add(revision, entry_id, [("考题", sentence, there)])
            version = revision.publish(excuse if added else None).version
            closed = self._close(gap, entry_id, by, "answer")
        missed = revision.is_excused
        said = "known_failure" if missed else "answered" if added else "stood_already"
        text = CURATION[said].format(gap=gap_id, sentence=sentence, title=entry.title)
        return Curated(closed, text, entry_id, added, path, version, is_known_failure=missed)

    def draft(
        self,
        gap_id: int,
        new_id: str,
        by: Person,
        topic: str | None = None,
        kind: str | None = None,
    ) -> Curated:
        """Write a new entry as 草稿 from the template; `path` is where to go on writing.

        `topic` is a folder of the base, `kind` one of 办事, 标准, 政策, 实务; where they are not
        given the catalogue's, else those of the nearest entry.
        """
        gap = self._mine(gap_id, by)
        self._check_new_id(new_id)
        nearest = self._nearest(gap)
        folder, known = self._known_of(new_id, topic, kind, nearest)
        question = clean(gap.text)
        if not has_words(question):
            raise CurationRefused(CURATION["no_words"])
        template = content_of(self._revisions.folder / TEMPLATE)
        related = [entry.id for entry in nearest]
        today = self._now().astimezone(self._zone).date()
        text = drafted(template or BARE, gap_id, known, question, related, today)
        path = self._revisions.folder / folder / f"{new_id}.yaml"
        with self._signed(gap, f"起草 {new_id}", by) as revision:
            self._check_new_id(new_id)
            path.parent.mkdir(exist_ok=True)
            revision.write(FileChange(path, None, text))
            with plainly():
                gap = self._ledger.gaps.draft(gap_id, new_id, by, self._now())
        said = CURATION["drafted"].format(path=shown_path(path), gap=gap_id)
        return Curated(gap, said, new_id, (question,), path)

    def publish(self, gap_id: int, by: Person) -> Curated:
        """Publish the draft of a gap (its 状态 becomes 初编) and close the gap with it.

        A base with a catalogue lists the new entry there, where it does not yet.

        Refused, with all findings and missed 考题 as the reason, when it is not sound yet; it is
        then a 草稿 as before.
        """
        gap = self._mine(gap_id, by)
        if gap.state is not GapState.DRAFTING or gap.entry is None:
            raise CurationRefused(CURATION["no_draft"].format(gap=gap_id))
        new = gap.entry
        with self._signed(gap, f"发布 {new}", by) as revision:
            path = self._revisions.path_of(new)
            if path is None:
                raise CurationRefused(CURATION["draft_gone"].format(id=new, gap=gap_id))
            before = text_of(path)
            after, added = proved(shown_path(path), compiled(shown_path(path), before), gap.text)
            revision.write(FileChange(path, before, after))
            self._list(revision, new, path.parent.name, after)
            version = revision.publish().version
            closed = self._close(gap, new, by, "publish_draft")
        entry = self._live.current().entries.get(new)
        said = CURATION["published"].format(title=entry.title if entry else new, gap=gap_id)
        return Curated(closed, said, new, added, path, version)

    def undo(self, gap_id: int, by: Person) -> Curated:
        """Take back what closed a gap or drafted for it; the gap is the supervisor's again.

        What was written into the base is taken out again and the index published without it; who
        was told already stays told. Refused when the file was changed since.
        """
        with plainly():
            gap = self._ledger.gaps.find(gap_id)
        if gap.state is GapState.DRAFTING:
            self._mine(gap_id, by)
        written = gap.state in (GapState.DRAFTING, GapState.PUBLISHED)
        record = self._revisions.last_of(gap_id) if written else None
        if record is None and gap.state not in SETTLED:
            raise CurationRefused(CURATION["nothing_to_undo"].format(gap=gap_id, state=gap.state))
        if record is None:
            gap, version = self._reopen(gap, None, by), None
        else:
            gap, version = self._take_out(gap, record, by)
        said = CURATION["undone_act" if record else "reopened"]
        return Curated(gap, said.format(gap=gap_id, state=gap.state), version=version)

    # what the acts are made of

    @contextmanager
    def _signed(
        self, gap: Gap, line: str, by: Person, *, is_undoing: bool = False
    ) -> Iterator[Revision]:
        key = self._ledger.askers.key_of(by)
        with self._revisions.begin(Signed(gap.id, line, key, is_undoing)) as revision:
            yield revision

    def _mine(self, gap_id: int, by: Person) -> Gap:
        """Return a gap that a supervisor may act on; the act itself claims it when it succeeds."""
        with plainly():
            gap = self._ledger.gaps.find(gap_id)
            if gap.state in SETTLED:
                raise ForbiddenTransition(gap_id, gap.state, GapState.PUBLISHED)
            if gap.owner not in (None, by):
                raise GapTaken(gap_id, gap.owner)
        return gap

    def _close(self, gap: Gap, entry: str, by: Person, act: str) -> Gap:
        """Note in the ledger that an entry answers a gap, and by which act."""
        with plainly(), self._ledger.one_step():
            self._ledger.audit.record(by, act, f"gap:{gap.id}", self._now(), entry)
            return self._ledger.gaps.publish(gap.id, entry, by, self._now())

    def _reopen(self, gap: Gap, draft: str | None, by: Person) -> Gap:
        with plainly(), self._ledger.one_step():
            if gap.state is GapState.DRAFTING:
                self._ledger.gaps.release(gap.id, by, self._now())
            else:
                self._ledger.gaps.reopen(gap.id, by, self._now())
            if draft is None:
                return self._ledger.gaps.claim(gap.id, by, self._now())
            return self._ledger.gaps.draft(gap.id, draft, by, self._now())

    def _take_out(self, gap: Gap, record: Record, by: Person) -> tuple[Gap, str | None]:
        """Undo a change of the base; a published draft becomes a draft again."""
        version = None
        with self._signed(gap, f"撤回 {gap.entry}", by, is_undoing=True) as revision:
            for change in reversed(record.changes):
                revision.write(self._taken_out(change, gap))
            if gap.state is GapState.PUBLISHED:
                version = revision.publish().version
            was_draft = any(status_of(change.before) == Status.DRAFT for change in record.changes)
            reopened = self._reopen(gap, gap.entry if was_draft else None, by)
        self._revisions.forget(record)
        return reopened, version

    def _taken_out(self, change: FileChange, gap: Gap) -> FileChange:
        """Return the change that takes one back; other lines of the catalogue stay as they are now."""
        now = content_of(change.path)
        if change.path.name != CATALOGUE or now is None or now == change.after:
            return change.reversed()
        shown = shown_path(change.path)
        return FileChange(change.path, now, without_item(shown, now, {"编号": str(gap.entry)}))

    def _list(self, revision: Revision, new: str, folder: str, text: str) -> None:
        """Write a new entry into the catalogue; what is not sound yet is refused when it is published."""
        catalogue = self._revisions.folder / CATALOGUE
        listed, values = content_of(catalogue), parse_yaml("", text).values
        topics = parse_yaml("", content_of(self._revisions.folder / TOPICS) or "").values
        topic = topics.get(folder) if isinstance(topics, dict) else None
        if listed is None or not isinstance(values, dict):
            return
        known = {"编号": new, "领域": topic}
        known |= {key: values.get(key) for key in ("事项", "部门", "类型")}
        item = {key: value for key, value in known.items() if value and isinstance(value, str)}
        if len(item) == len(known):
            after = with_listed(shown_path(catalogue), listed, item)
            revision.write(FileChange(catalogue, listed, after))

    def _add(
        self, revision: Revision, entry: str, adding: list[tuple[str, str, tuple[str, ...]]]
    ) -> tuple[Path, tuple[str, ...]]:
        """Write sentences into lists of an entry's file unless they stand there; return which."""
        path = self._revisions.path_of(entry)
        if path is None:
            raise CurationRefused(no_entry(entry, ()))
        before = after = text_of(path)
        added: list[str] = []
        for key, sentence, there in adding:
            check_sentence(sentence)
            if not is_among(sentence, there):
                after = with_sentence(shown_path(path), after, key, sentence)
                added.append(sentence)
        revision.write(FileChange(path, before, after))
        return path, tuple(added)

    def _missed(self, gap_id: int, entry: str) -> tuple[str, ...]:
        """Return the wordings of a gap that do not find an entry now."""
        texts = dict.fromkeys(one.question.text for one in self._ledger.gaps.questions(gap_id))
        retriever = self._live.current().retriever
        return tuple(
            text
            for text in list(texts)[:WORDINGS_TRIED]
            if entry not in [match.entry.id for match in retriever.find(text)]
        )

    def _nearest(self, gap: Gap) -> tuple[Entry, ...]:
        return tuple(match.entry for match in self._live.current().retriever.find(gap.text))

    def _entry(self, entry_id: str) -> Entry:
        """Return an entry that can answer; raises CurationRefused."""
        entries = self._live.current().entries
        entry = entries.get(entry_id)
        if entry is None:
            draft = self._revisions.path_of(entry_id)
            raise CurationRefused(
                CURATION["is_draft"].format(id=entry_id) if draft else no_entry(entry_id, entries)
            )
        if entry.is_withdrawn:
            raise CurationRefused(CURATION["is_withdrawn"].format(id=entry_id))
        return entry

    def _check_new_id(self, new_id: str) -> None:
        if not ID.fullmatch(new_id) or len(new_id) > LONGEST_ID:
            raise CurationRefused(CURATION["bad_id"].format(id=new_id, most=LONGEST_ID))
        taken = self._revisions.path_of(new_id)
        if taken is not None:
            raise CurationRefused(CURATION["id_taken"].format(id=new_id, path=shown_path(taken)))

    def _known_of(
        self, new_id: str, topic: str | None, kind: str | None, nearest: tuple[Entry, ...]
    ) -> tuple[str, dict[str, str]]:
        """Return the folder of a new entry, and of its values those that are known."""
        try:
            knowledge = KnowledgeBase.load(self._revisions.folder)
        except ProblemsFound as error:
            raise CurationRefused(CURATION["undone"].format(reason=error)) from error
        item = next((item for item in knowledge.catalogue if item.id == new_id), None)
        folders = {name: folder for folder, name in knowledge.topics.items()}
        folder = topic or (folders[item.topic] if item else nearest[0].topic if nearest else "")
        if folder not in knowledge.topics:
            some = "、".join(f"{key}（{name}）" for key, name in knowledge.topics.items())
            raise CurationRefused(CURATION["no_topic"].format(topics=some))
        chosen = kind or (item.kind if item else nearest[0].kind if nearest else Kind.PROCEDURE)
        if chosen not in list(Kind):
            raise CurationRefused(CURATION["no_kind"].format(kind=chosen, kinds="、".join(Kind)))
        known = {"类型": str(chosen)}
        return folder, known | ({"事项": item.title, "部门": item.department} if item else {})


@contextmanager
def plainly() -> Iterator[None]:
    """Turn what the ledger refuses into CurationRefused."""
    try:
        yield
    except REFUSALS as error:
        raise CurationRefused(str(error)) from error


def no_entry(entry: str, entries: Collection[str]) -> str:
    """Return that there is no such entry, and which ones may be meant."""
    near = difflib.get_close_matches(entry, entries, n=3, cutoff=0.5)
    hint = NOTICE_NEAR.format(ids="、".join(near)) if near else NOTICE_LOOK_UP
    return CURATION["no_entry"].format(id=entry, near=hint)


def check_sentence(sentence: str) -> None:
    """Raise CurationRefused for what cannot be a 问法 or 考题."""
    if not has_words(sentence):
        raise CurationRefused(CURATION["no_words"])
    if len(sentence) > LONGEST_SENTENCE:
        raise CurationRefused(
            CURATION["too_long"].format(length=len(sentence), most=LONGEST_SENTENCE)
        )


def status_of(text: str | None) -> str | None:
    """Return the 状态 that stands in an entry's text."""
    values = parse_yaml("", text or "").values
    status = values.get("状态") if isinstance(values, dict) else None
    return status if isinstance(status, str) else None


def compiled(shown: str, text: str) -> str:
    """Return a draft's text with 初编 for 草稿; one that says 初编 already stays; else refuses."""
    file = parse_yaml(shown, text, ENTRY_KEYS)
    if file.problems:
        raise ProblemsFound(file.problems)
    status = status_of(text)
    if status != Status.DRAFT:
        if status in (Status.COMPILED, Status.VERIFIED):
            return text
        raise CurationRefused(CURATION["not_a_draft"].format(path=shown, status=status))
    place = file.place_of(("状态",))
    start = [0, *(match.end() for match in LINE_END.finditer(text))][place.line - 1]
    at = text.index(Status.DRAFT, start + place.column - 1)
    return f"{text[:at]}{Status.COMPILED}{text[at + len(Status.DRAFT) :]}"


def proved(shown: str, text: str, asked: str) -> tuple[str, tuple[str, ...]]:
    """Return an entry's text that is examined with the question that was asked, and what was added."""
    question = clean(asked)
    values = parse_yaml(shown, text).values
    there = [
        sentence
        for key in ("问法", "考题")
        for sentence in (values.get(key) or () if isinstance(values, dict) else ())
        if isinstance(sentence, str)
    ]
    if not has_words(question) or is_among(question, there):
        return text, ()
    return with_sentence(shown, text, "考题", question), (question,)
