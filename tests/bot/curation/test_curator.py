"""Each act on a gap, done whole or not at all."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from bot.curation import revisions
from bot.curation.curator import Curator
from bot.curation.journal import FileChange
from bot.curation.refused import CurationRefused
from bot.ledger.gap_state import GapState
from bot.ledger.ledger import Ledger
from bot.ledger.unavailable import LedgerUnavailable, Trouble
from bot.settings import Settings
from indexer.index import LiveIndex, published_version
from indexer.knowledge_base import KnowledgeBase
from indexer.yaml_file import read_yaml
from tests.bot.curation.conftest import CHEN, NOW, ZHOU, OpenGap

NOISE = Path("knowledge/disputes/neighbor-noise.yaml")
PIANO = "楼上天天练钢琴"


def state(folder: Path) -> dict[str, bytes]:
    """Return the base as it lies on disk."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def phrasings(path: Path, key: str = "问法") -> list[str]:
    values = read_yaml(path).values
    assert isinstance(values, dict)
    listed = values[key]
    assert isinstance(listed, list)
    return [str(one) for one in listed]


def test_an_attached_question_is_a_phrasing_published_and_the_gap_is_closed(
    curator: Curator, open_gap: OpenGap, live: LiveIndex
) -> None:
    gap, before = open_gap(PIANO), NOISE.read_text(encoding="utf-8")
    done = curator.attach(gap, "neighbor-noise", CHEN)
    assert done.text == f"「{PIANO}」写进了「邻里噪音纠纷处理」的问法，已发布。"
    assert done.gap.state is GapState.PUBLISHED
    assert done.gap.entry == "neighbor-noise"
    assert done.gap.owner == CHEN
    assert done.added == (PIANO,)
    assert done.version == live.current().version
    assert PIANO in live.current().entries["neighbor-noise"].phrasings
    assert NOISE.read_text(encoding="utf-8") == before.replace(
        "  - 吵得睡不着\n", f"  - 吵得睡不着\n  - {PIANO}\n"
    )


def test_a_supervisors_own_wording_is_the_phrasing_and_the_question_examines_it(
    curator: Curator, open_gap: OpenGap
) -> None:
    gap = open_gap("隔壁小孩半夜跑跳吵人")
    done = curator.attach(gap, "neighbor-noise", CHEN, wording="练琴声音太大")
    assert done.added == ("练琴声音太大", "隔壁小孩半夜跑跳吵人")
    assert phrasings(NOISE)[-1] == "练琴声音太大"
    assert phrasings(NOISE, "考题")[-1] == "隔壁小孩半夜跑跳吵人"


def test_a_question_that_does_not_find_the_entry_undoes_the_attaching_whole(
    curator: Curator,
    open_gap: OpenGap,
    settings: Settings,
    ledger: Ledger,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "indexer.examination.MOST_MATCHES", 2
    )  # of three entries all would be offered
    gap, before = open_gap("低保申请和尊老金发放"), state(settings.knowledge.folder)
    version = published_version(settings.index.folder)
    with pytest.raises(CurationRefused) as refused:
        curator.attach(gap, "neighbor-noise", CHEN, wording="练琴声音太大")
    assert str(refused.value) == (
        "没有改成，都撤回了，原来的索引照常答。原因：\n"
        "考题「低保申请和尊老金发放」应当找到 neighbor-noise，找到的是 elderly-allowance、living-allowance。"
        "给 neighbor-noise 补几条问法再来。"
    )
    assert state(settings.knowledge.folder) == before
    assert published_version(settings.index.folder) == version
    assert ledger.gaps.find(gap).state is GapState.OPEN


def test_a_phrasing_of_another_entry_is_refused_with_the_finding(
    curator: Curator, open_gap: OpenGap, settings: Settings
) -> None:
    gap, before = open_gap("尊老金几号到账"), state(settings.knowledge.folder)
    with pytest.raises(CurationRefused, match="phrasing-in-two-entries"):
        curator.attach(gap, "neighbor-noise", CHEN)
    assert state(settings.knowledge.folder) == before


def test_what_stands_there_already_closes_the_gap_and_writes_nothing(
    curator: Curator, open_gap: OpenGap, settings: Settings
) -> None:
    gap, before = open_gap("邻里噪音！"), state(settings.knowledge.folder)
    done = curator.attach(gap, "neighbor-noise", CHEN)
    assert done.text == f"「邻里噪音纠纷处理」里已经有这句话，没有再写；缺口 {gap} 记为已发布。"
    assert state(settings.knowledge.folder) == before


def test_an_answered_question_becomes_an_exam_question(curator: Curator, open_gap: OpenGap) -> None:
    done = curator.answer(open_gap("半夜楼上吵人"), "neighbor-noise", CHEN)
    assert done.text == "「半夜楼上吵人」写成了「邻里噪音纠纷处理」的考题，考过了，已发布。"
    assert phrasings(NOISE, "考题")[-1] == "半夜楼上吵人"
    assert not done.is_known_failure
    assert not Path("knowledge/_known_failures.yaml").exists()


def test_an_answered_question_that_misses_is_a_known_failure_until_it_passes(
    curator: Curator, open_gap: OpenGap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.examination.MOST_MATCHES", 2)
    gap = open_gap("低保申请和尊老金发放")
    done = curator.answer(gap, "neighbor-noise", CHEN)
    assert done.is_known_failure
    assert done.gap.state is GapState.PUBLISHED
    known = Path("knowledge/_known_failures.yaml").read_text(encoding="utf-8")
    assert known == (
        '- 条目: "neighbor-noise"\n  考题: "低保申请和尊老金发放"\n'
        f'  原因: "缺口 {gap}：社工问过，现在还找不到这一条"\n'
    )
    monkeypatch.setattr("indexer.examination.MOST_MATCHES", 3)  # now it is found
    curator.attach(open_gap(PIANO), "neighbor-noise", CHEN)
    assert Path("knowledge/_known_failures.yaml").read_text(encoding="utf-8") == ""


def test_a_draft_asks_the_question_and_is_accepted_as_a_draft(
    curator: Curator, open_gap: OpenGap, ledger: Ledger
) -> None:
    done = curator.draft(open_gap(PIANO), "piano-noise", CHEN, topic="disputes", kind="实务")
    assert done.path == Path("knowledge/disputes/piano-noise.yaml").resolve()
    assert done.text == (
        "草稿写在 knowledge/disputes/piano-noise.yaml。填好以后发布缺口 1；没发布之前不检索、不考试。"
    )
    base = KnowledgeBase.load(Path("knowledge"))
    assert [draft.id for draft in base.drafts] == ["piano-noise"]
    assert phrasings(done.path, "考题") == [PIANO]
    assert phrasings(done.path, "相关")[0] == "neighbor-noise"
    assert done.gap.state is GapState.DRAFTING
    assert done.gap.entry == "piano-noise"


def test_the_template_keeps_its_explanations_and_none_of_its_examples(
    curator: Curator, open_gap: OpenGap
) -> None:
    real = Path(__file__).parents[3] / "knowledge" / "_template.yaml"
    Path("knowledge/_template.yaml").write_bytes(real.read_bytes())
    done = curator.draft(open_gap("猫=咬人: #吗"), "cat-bite", CHEN, topic="disputes", kind="办事")
    assert done.path is not None
    values = read_yaml(done.path).values
    assert isinstance(values, dict)
    kept = {key: value for key, value in values.items() if value}
    assert kept == {
        "类型": "办事",
        "考题": ["猫=咬人: #吗"],
        "相关": kept["相关"],
        "状态": "草稿",
        "核对": {"日期": "2026-11-23", "核对人": "编写组", "周期": "6个月"},
    }
    text = done.path.read_text(encoding="utf-8")
    assert text.startswith(
        "# yaml-language-server: $schema=../entry.schema.json\n# 缺口 1 的草稿。"
    )
    assert "\n条件:                          # 办事必写：谁能办\n#  - 一行一个条件\n" in text


def finish(path: Path) -> None:
    """Fill a draft as a supervisor would."""
    text = NOISE.read_text(encoding="utf-8").replace("邻里噪音纠纷处理", "练琴扰民处理")
    head, _, rest = text.partition("问法:\n")
    _, _, tail = rest.partition("考题:\n")
    asked = "".join(f"  - 练琴{number}太吵找谁\n" for number in "一二三四五六七八")
    path.write_text(
        f"{head}问法:\n{asked}考题:\n  - {PIANO}\n状态: 草稿  # 写好了\n核对{tail.partition('核对')[2]}",
        encoding="utf-8",
    )


def test_a_finished_draft_is_published_and_its_status_is_compiled(
    curator: Curator, open_gap: OpenGap, live: LiveIndex
) -> None:
    gap = open_gap(PIANO)
    path = curator.draft(gap, "piano-noise", CHEN, topic="disputes", kind="实务").path
    assert path is not None
    finish(path)
    done = curator.publish(gap, CHEN)
    assert done.text == f"「练琴扰民处理」发布了，缺口 {gap} 补好了。"
    assert "状态: 初编  # 写好了\n" in path.read_text(encoding="utf-8")
    assert "piano-noise" in live.current().entries
    back = curator.undo(gap, CHEN)
    assert back.gap.state is GapState.DRAFTING
    assert back.gap.entry == "piano-noise"
    assert "状态: 草稿  # 写好了\n" in path.read_text(encoding="utf-8")
    assert "piano-noise" not in live.current().entries


def test_what_is_published_stands_in_the_catalogue_and_is_struck_out_when_it_is_undone(
    curator: Curator, open_gap: OpenGap, settings: Settings
) -> None:
    catalogue = settings.knowledge.folder / "_catalogue.yaml"
    before = '- {编号: neighbor-noise, 事项: "噪音", 部门: 综治, 领域: 纠纷调处, 类型: 实务}\n'
    catalogue.write_text(before, encoding="utf-8")
    gap = open_gap(PIANO)
    path = curator.draft(gap, "piano-noise", CHEN, topic="disputes", kind="实务").path
    assert path is not None
    assert catalogue.read_text(encoding="utf-8") == before
    with pytest.raises(CurationRefused, match="都撤回了") as refused:
        curator.publish(gap, CHEN)
    assert "_catalogue.yaml" not in str(refused.value)
    assert catalogue.read_text(encoding="utf-8") == before
    finish(path)
    curator.publish(gap, CHEN)
    line = (
        '- {编号: piano-noise, 事项: "练琴扰民处理", 部门: 街道社区, 领域: 纠纷调处, 类型: 实务}\n'
    )
    assert catalogue.read_text(encoding="utf-8") == before + line
    other = '- {编号: other, 事项: "别的", 部门: 综治, 领域: 纠纷调处, 类型: 实务}\n'
    catalogue.write_text(before + line + other, encoding="utf-8")  # somebody else's, since
    curator.undo(gap, CHEN)
    assert catalogue.read_text(encoding="utf-8") == before + other


def test_an_unfinished_draft_is_not_published_and_stays_a_draft(
    curator: Curator, open_gap: OpenGap
) -> None:
    gap = open_gap(PIANO)
    path = curator.draft(gap, "piano-noise", CHEN, topic="disputes", kind="实务").path
    assert path is not None
    before = path.read_bytes()
    with pytest.raises(CurationRefused, match=r"没有改成，都撤回了(.|\n)*missing-key"):
        curator.publish(gap, CHEN)
    assert path.read_bytes() == before


def test_the_question_that_was_asked_examines_what_is_published(
    curator: Curator, open_gap: OpenGap
) -> None:
    gap = open_gap(PIANO)
    path = curator.draft(gap, "piano-noise", CHEN, topic="disputes", kind="实务").path
    assert path is not None
    finish(path)
    path.write_text(
        path.read_text(encoding="utf-8").replace(PIANO, "谁家练琴太吵"), encoding="utf-8"
    )
    done = curator.publish(gap, CHEN)
    assert done.added == (PIANO,)
    assert phrasings(path, "考题") == ["谁家练琴太吵", PIANO]


def test_undoing_an_attachment_brings_back_file_index_and_gap(
    curator: Curator, open_gap: OpenGap, live: LiveIndex, settings: Settings
) -> None:
    gap, before = open_gap(PIANO), state(settings.knowledge.folder)
    curator.attach(gap, "neighbor-noise", CHEN)
    done = curator.undo(gap, CHEN)
    assert done.text == f"缺口 {gap} 恢复成「已认领」，写进知识库的也撤回了。"
    assert done.gap.owner == CHEN
    assert state(settings.knowledge.folder) == before
    assert PIANO not in live.current().entries["neighbor-noise"].phrasings
    with pytest.raises(CurationRefused) as refused:
        curator.undo(gap, CHEN)
    assert str(refused.value) == f"缺口 {gap} 现在是「已认领」，没有可撤的。"


def test_what_was_changed_since_is_not_undone(
    curator: Curator, open_gap: OpenGap, ledger: Ledger
) -> None:
    gap = open_gap(PIANO)
    curator.attach(gap, "neighbor-noise", CHEN)
    changed = NOISE.read_bytes() + b"# by hand\n"
    NOISE.write_bytes(changed)
    with pytest.raises(CurationRefused) as refused:
        curator.undo(gap, CHEN)
    assert str(refused.value) == (
        "knowledge/disputes/neighbor-noise.yaml 刚才被别人改过，这次没有动它。看一眼现在的内容，再来一次。"
    )
    assert NOISE.read_bytes() == changed
    assert ledger.gaps.find(gap).state is GapState.PUBLISHED


def test_a_file_saved_by_an_editor_meanwhile_is_left_alone(
    curator: Curator, open_gap: OpenGap, monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    saved = NOISE.read_bytes() + b"# saved meanwhile\n"
    really = FileChange.is_as_before

    def save_first(change: FileChange) -> bool:
        NOISE.write_bytes(saved)
        return really(change)

    monkeypatch.setattr(FileChange, "is_as_before", save_first)
    gap = open_gap(PIANO)
    with pytest.raises(CurationRefused, match="刚才被别人改过"):
        curator.attach(gap, "neighbor-noise", CHEN)
    assert NOISE.read_bytes() == saved
    assert ledger.gaps.find(gap).state is GapState.OPEN


def test_two_supervisors_at_once_both_get_their_sentence_in(
    curator: Curator, settings: Settings, ledger: Ledger, live: LiveIndex, open_gap: OpenGap
) -> None:
    other = Curator(settings, ledger, live, lambda: NOW)
    acts = [
        threading.Thread(target=curator.attach, args=(open_gap(PIANO), "neighbor-noise", CHEN)),
        threading.Thread(
            target=other.attach, args=(open_gap("装修电钻声"), "neighbor-noise", ZHOU)
        ),
    ]
    for act in acts:
        act.start()
    for act in acts:
        act.join()
    assert {PIANO, "装修电钻声"} < set(phrasings(NOISE))
    assert {PIANO, "装修电钻声"} < set(live.current().entries["neighbor-noise"].phrasings)


def test_a_ledger_that_fails_at_the_end_undoes_what_was_published(
    curator: Curator,
    open_gap: OpenGap,
    ledger: Ledger,
    live: LiveIndex,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gap, before = open_gap(PIANO), state(settings.knowledge.folder)

    def fail(*args: object) -> None:
        raise LedgerUnavailable(Trouble.LOCKED)

    monkeypatch.setattr(ledger.gaps, "publish", fail)
    with pytest.raises(LedgerUnavailable):
        curator.attach(gap, "neighbor-noise", CHEN)
    assert state(settings.knowledge.folder) == before
    assert PIANO not in live.current().entries["neighbor-noise"].phrasings


def test_a_full_disk_is_said_and_changes_nothing(
    curator: Curator, open_gap: OpenGap, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    gap, before = open_gap(PIANO), state(settings.knowledge.folder)

    def full(change: FileChange) -> None:
        raise OSError(28, "No space left on device", str(change.path))

    monkeypatch.setattr(FileChange, "put_in_place", full)
    with pytest.raises(CurationRefused) as refused:
        curator.attach(gap, "neighbor-noise", CHEN)
    assert str(refused.value) == (
        f"写不了 {NOISE.resolve()}（No space left on device），什么也没有改。"
        "看看磁盘满没满、有没有写的权限，再来一次。"
    )
    assert state(settings.knowledge.folder) == before


def test_what_a_crash_left_half_done_is_taken_back_by_the_next_act(
    curator: Curator, open_gap: OpenGap, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(revision: object) -> None:
        raise SystemExit

    before = NOISE.read_text(encoding="utf-8")
    with monkeypatch.context() as crash:
        crash.setattr(revisions.Revision, "_build", die)
        crash.setattr(revisions.Revision, "take_back", lambda revision: None)
        with pytest.raises(SystemExit):
            curator.attach(open_gap("装修电钻声"), "neighbor-noise", CHEN)
    assert "装修电钻声" in NOISE.read_text(encoding="utf-8")
    curator.attach(open_gap(PIANO), "neighbor-noise", CHEN)
    assert NOISE.read_text(encoding="utf-8") == before.replace(
        "  - 吵得睡不着\n", f"  - 吵得睡不着\n  - {PIANO}\n"
    )


def test_a_dismissed_gap_keeps_the_reason_and_can_be_taken_back(
    curator: Curator, open_gap: OpenGap
) -> None:
    gap = open_gap("明天股票涨不涨")
    assert curator.dismiss(gap, "不是社区\n的事\x00", CHEN).gap.reason == "不是社区 的事"
    assert curator.undo(gap, CHEN).text == f"缺口 {gap} 恢复成「已认领」。"
    with pytest.raises(CurationRefused, match="不收录要写原因"):
        curator.dismiss(gap, " ！ ", CHEN)


def test_gaps_are_merged_and_split(curator: Curator, open_gap: OpenGap, ledger: Ledger) -> None:
    one, other = open_gap("猫丢了"), open_gap("狗丢了")
    merged = curator.merge(other, one, CHEN)
    assert merged.text == f"缺口 {other} 并入了缺口 {one}，问过的人一起等答复。"
    assert merged.gap.questions == 2
    second = ledger.gaps.questions(one)[1].question.id
    split = curator.split(one, [second], CHEN)
    assert split.text == f"从缺口 {one} 拆出了缺口 {split.gap.id}。"
    assert split.gap.text == "狗丢了"


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("neighbour-noise", "没有编号「neighbour-noise」的条目。您要的是不是：neighbor-noise？"),
        ("x", '没有编号「x」的条目。编号是条目的文件名，用 python -m indexer find "…" 查。'),
        (
            "../../etc",
            '没有编号「../../etc」的条目。编号是条目的文件名，用 python -m indexer find "…" 查。',
        ),
    ],
)
def test_an_entry_that_is_not_there_is_refused(
    curator: Curator, open_gap: OpenGap, entry: str, said: str
) -> None:
    with pytest.raises(CurationRefused) as refused:
        curator.attach(open_gap(PIANO), entry, CHEN)
    assert str(refused.value) == said


def test_a_draft_is_refused_for_an_id_that_is_taken_or_none_and_for_an_unknown_place(
    curator: Curator, open_gap: OpenGap
) -> None:
    gap, said = open_gap(PIANO), []
    for new, topic, kind in (
        ("neighbor-noise", None, None),
        ("../evil", None, None),
        ("new-one", "nowhere", None),
        ("new-one", "disputes", "随便"),
    ):
        with pytest.raises(CurationRefused) as refused:
            curator.draft(gap, new, CHEN, topic, kind)
        said.append(str(refused.value))
    assert said == [
        "编号「neighbor-noise」已经有了：knowledge/disputes/neighbor-noise.yaml。换一个编号。",
        "「../evil」不能当编号。用小写英文字母、数字和连字符，不超过 48 个字符，例如 lost-pet-poster。",
        "不知道草稿放进哪个领域。写明领域文件夹，只能是：social-assistance（社会救助）、"
        "elderly-care（养老）、disputes（纠纷调处）。",
        "没有「随便」这种类型，只能是：办事、标准、政策、实务。",
    ]


def test_a_gap_of_another_supervisor_a_closed_one_and_one_that_is_not_there_are_refused(
    curator: Curator, open_gap: OpenGap
) -> None:
    gap = open_gap(PIANO)
    curator.claim(gap, ZHOU)
    with pytest.raises(CurationRefused) as taken:
        curator.attach(gap, "neighbor-noise", CHEN)
    assert str(taken.value) == (f"缺口 {gap} 已经由别的督导认领。要接过来，先请对方转交或放回。")
    curator.dismiss(gap, "不收", ZHOU)
    with pytest.raises(CurationRefused) as closed:
        curator.attach(gap, "neighbor-noise", ZHOU)
    assert str(closed.value) == f"缺口 {gap} 现在是「不收录」，不能改成「已发布」。"
    with pytest.raises(CurationRefused) as missing:
        curator.claim(99, CHEN)
    assert str(missing.value) == "没有编号 99 的缺口。用 /gaps 看现有的。"


def test_a_base_with_a_slip_of_somebody_else_is_left_as_it_is(
    curator: Curator, open_gap: OpenGap, settings: Settings
) -> None:
    slip = Path("knowledge/elderly-care/elderly-allowance.yaml")
    slip.write_text(slip.read_text(encoding="utf-8").replace("要点:", "要点："), encoding="utf-8")
    before = state(settings.knowledge.folder)
    with pytest.raises(CurationRefused, match=r"elderly-allowance.yaml:\d+:3: .*full-width-colon"):
        curator.attach(open_gap(PIANO), "neighbor-noise", CHEN)
    assert state(settings.knowledge.folder) == before
