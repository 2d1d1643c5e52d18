"""The same paper once; what is not certainly the same stays apart."""

import itertools
import random
import re
from collections.abc import Iterator, Sequence

from bot.notice.held import OWNER, in_one_word
from bot.notice.merge import Paper, list_papers, merge_papers
from bot.notice.papers import Demand
from bot.notice.text import paper_lines
from indexer.entry import Procedure
from indexer.knowledge_base import KnowledgeBase


def merged(**lines: tuple[str, ...]) -> list[str]:
    """Return the merged list of some matters as numbers, texts and uses."""
    papers = merge_papers(list(lines.values()), list(lines))
    return [f"{paper.number} {paper.text}：{'、'.join(map(str, paper.uses))}" for paper in papers]


def shared(*lines: str) -> Paper:
    """Return the one paper that matters A, B … share."""
    papers = merge_papers([(line,) for line in lines], [chr(65 + n) for n in range(len(lines))])
    assert len(papers) == 1, papers
    return papers[0]


def test_one_paper_stands_once_with_all_matters_it_serves() -> None:
    assert merged(
        低保=("低保申请书", "户口簿、身份证"),
        残补=("残疾人证、身份证、户口簿（能共享的免交）",),
        医疗=("依申请：身份证", "依申请：申请书"),
    ) == [
        "1 户口簿：低保、残补（能共享的免交）",
        "2 身份证：低保、残补（能共享的免交）、医疗（依申请）",
        "3 低保申请书：低保",
        "4 残疾人证：残补（能共享的免交）",
        "5 依申请：申请书：医疗",
    ]


def listed(**lines: tuple[str, ...]) -> list[str]:
    """Return the merged list of some matters as a resident reads it, without its last line."""
    return [*paper_lines(merge_papers(list(lines.values()), list(lines)))][:-1]


def test_what_only_some_need_comes_last_under_a_heading_of_its_own() -> None:
    assert listed(
        尊老金=("迁入、信息不符等要人工登记的：身份证、银行卡", "委托办理的：另加委托书"),
        残疾证=("身份证", "未成年、智力、精神类：监护人身份证", "申请表"),
        收养=("户口簿", "委托书（代理申请的才要）", "港澳台居民、外国人用相应证件"),
    ) == [
        "□ 1. 身份证 用于：尊老金（迁入、信息不符等要人工登记的）；残疾证",
        "□ 2. 申请表 用于：残疾证",
        "□ 3. 户口簿 用于：收养",
        "【只在写明的情况要】",
        "□ 4. 银行卡 用于：尊老金（迁入、信息不符等要人工登记的）",
        "□ 5. 委托办理的：另加委托书 用于：尊老金",
        "□ 6. 监护人身份证 用于：残疾证（未成年、智力、精神类）",
        "□ 7. 委托书（代理申请的才要） 用于：收养",
        "□ 8. 港澳台居民、外国人用相应证件 用于：收养",
    ]


def test_what_is_no_situation_stays_with_what_everybody_needs() -> None:
    for line in (
        "工作证据：考勤、工资条",
        "事后补齐：申请书",
        "双方结婚证（丢失的可补领或当场核，以登记处为准）",
        "近期照片（系统里有合格照片的可免）",
        "待遇领取申请表（协办员或窗口提供）",
        "身份信息（暂时没证件的，登记自述身份并注明）",
    ):
        assert listed(甲=(line,), 乙=("户口簿",))[-1] == "□ 2. 户口簿 用于：乙", line


def test_a_choice_names_what_is_on_the_list_anyway_and_is_enough() -> None:
    def choice(line: str, *others: str) -> str:
        return listed(甲=others, 乙=(line,))[-1].partition(". ")[2].partition(" 用于")[0]

    first = "有第 1 项身份证就行"
    assert choice("身份证或尊老卡", "身份证") == f"身份证或尊老卡（{first}）"
    assert choice("身份证，或其他有效身份材料", "身份证").endswith(f"（{first}）")
    assert choice("居民身份证或社会保障卡（现行经办以此为主）", "身份证").endswith(f"（{first}）")
    both = "（有第 1 项身份证、第 2 项户口簿就行）"
    assert choice("身份证或尊老卡、户口簿", "身份证、户口簿").endswith(both)
    assert choice("身份证、户口簿或居住证", "身份证、户口簿").endswith(both)
    one = "（有第 1 项火化证明就行）"
    assert one in choice("死亡证明、火化证明、户口注销证明之一", "火化证明")


def test_a_choice_is_left_open_where_it_is_not_certainly_settled() -> None:
    def is_open(line: str, *others: str) -> bool:
        return "就行" not in "".join(listed(甲=others, 乙=(line,)))

    assert is_open("身份证或尊老卡、户口簿", "身份证")
    assert is_open("医保码、社保卡或身份证", "身份证")
    assert is_open("身份证或尊老卡", "监护人身份证")
    assert is_open("参保人医保凭证或身份证", "身份证")
    assert is_open("监护人或紧急联系人身份证、联系方式", "身份证")
    assert is_open("身份证或尊老卡", "委托办理的：身份证")


def test_a_choice_of_the_same_papers_stands_once() -> None:
    assert listed(
        失业金=("居民身份证或社会保障卡（现行经办以此为主）",),
        登记=("居民身份证或社会保障卡（核验原件，一般免交复印件）",),
    ) == [
        "□ 1. 居民身份证或社会保障卡［原件］ 用于：失业金（现行经办以此为主）；登记（核验原件，一般免交复印件）"
    ]


def test_a_plain_list_is_taken_apart_and_the_rest_of_it_stays_together() -> None:
    assert merged(
        欠薪=("身份证、联系电话、项目名称",),
        殡葬=("死者户口簿、身份证（收回）", "火化证明"),
        身后=("逝者身份证、户口簿、社保卡", "申请人身份证、与逝者的关系材料"),
    ) == [
        "1 死者户口簿：殡葬（收回）、身后",
        "2 死者身份证：殡葬（收回）、身后",
        "3 身份证：欠薪",
        "4 联系电话、项目名称：欠薪",
        "5 火化证明：殡葬",
        "6 逝者社保卡：身后",
        "7 申请人身份证：身后",
        "8 与逝者的关系材料：身后",
    ]


def test_a_list_that_leaves_open_whose_papers_it_means_stays_whole() -> None:
    for line in (
        "儿童和监护人的户口簿、身份证",
        "残疾人证、学生身份证、户口簿",
        "身份证、原残疾人证",
    ):
        assert merged(甲=(line,), 乙=("户口簿",)) == [f"1 {line}：甲", "2 户口簿：乙"]
    assert merged(甲=("身份证、监护人身份证、户口簿",)) == ["1 身份证、监护人身份证、户口簿：甲"]


def test_a_remark_says_which_matter_it_is_of() -> None:
    assert listed(甲=("急难型的困难佐证可以后补",), 乙=("身份证",)) == [
        "· 急难型的困难佐证可以后补 用于：甲",
        "□ 1. 身份证 用于：乙",
    ]


def test_nothing_of_a_real_entry_is_lost_in_any_pair_or_in_five(real: KnowledgeBase) -> None:
    entries = [one for one in real.entries.values() if isinstance(one, Procedure)]
    draw = random.Random(9)
    fives = [draw.sample(entries, 5) for _ in range(500)]
    checked = 0
    for some in itertools.chain(itertools.combinations(entries, 2), fives):
        papers = merge_papers([one.materials for one in some], [one.id for one in some])
        for entry in some:
            said = in_one_word(told_of(entry.id, papers))
            for line in entry.materials:
                for word in words(line):
                    assert in_one_word(word) in said, f"{entry.id}: {line}"
                    checked += 1
    assert checked > 100_000


def test_nothing_stands_on_a_real_list_that_no_entry_says(real: KnowledgeBase) -> None:
    entries = [one for one in real.entries.values() if isinstance(one, Procedure)]
    for some in zip(entries, entries[1:], entries[2:], strict=False):
        said = "\n".join(line for one in some for line in one.materials)
        for paper in merge_papers([one.materials for one in some], [one.id for one in some]):
            for word in words(paper.text):
                whose = OWNER.match(word)  # 死者身份证、户口簿 gives 死者户口簿
                assert word in said or (whose and word[whose.end() :] in said), paper.text


def test_no_paper_that_people_hold_stands_twice_for_everybody(real: KnowledgeBase) -> None:
    entries = [one for one in real.entries.values() if isinstance(one, Procedure)]
    for first, second in itertools.combinations(entries, 2):
        papers = merge_papers([first.materials, second.materials], [first.id, second.id])
        texts = [paper.text for paper in papers if paper.text in ("身份证", "户口簿", "残疾人证")]
        assert len(texts) == len(set(texts)), (first.id, second.id)


def told_of(matter: str, papers: Sequence[Paper]) -> str:
    """Return all that a merged list says of one matter."""
    return "\n".join(told(matter, papers))


def told(matter: str, papers: Sequence[Paper]) -> Iterator[str]:
    for paper in papers:
        uses = [str(use) for use in paper.uses if use.matter == matter]
        if uses:
            yield paper.text + "".join(uses)


def words(line: str) -> list[str]:
    """Return what stands between the signs of a line."""
    return [word for word in re.split(r"[、，；：（）]|和(?=社保卡)", line) if word]


def test_two_names_of_one_paper_are_one_paper() -> None:
    assert shared("身份证", "居民身份证").names == ("身份证", "居民身份证")
    assert shared("社会保障卡", "社保卡").names == ("社会保障卡", "社保卡")


def test_forms_statements_and_records_of_two_matters_stay_apart() -> None:
    for line in ("申请审批表", "核对授权书、承诺书", "病历", "诊断证明、出院小结", "委托书"):
        assert merged(甲=(line,), 乙=(line,)) == [f"1 {line}：甲", f"2 {line}：乙"]


def test_papers_of_different_people_stay_apart() -> None:
    assert len(merged(甲=("身份证",), 乙=("监护人身份证",), 丙=("全体共同生活成员身份证",))) == 3


def test_the_same_words_are_the_same_paper() -> None:
    assert merged(甲=("房产证或租房合约",), 乙=("房产证或租房合约",)) == [
        "1 房产证或租房合约：甲、乙"
    ]


def test_an_original_wins_over_a_copy() -> None:
    assert shared("身份证（复印件 1 份）", "身份证（原件）").demand == Demand(True, 1)


def test_copies_add_up_over_matters() -> None:
    assert shared("户口簿（复印件 2 份）", "户口簿（复印件 1 份）").demand == Demand(copies=3)


def test_copies_of_an_unknown_number_are_a_least_number() -> None:
    assert shared("户口簿（复印件 2 份）", "户口簿（复印件）").demand == Demand(
        copies=3, is_exact=False
    )


def test_two_cases_of_one_matter_need_one_set_of_copies() -> None:
    papers = merge_papers(
        [
            ("换发：身份证（复印件 2 份）", "补发：身份证（复印件 1 份）"),
            ("身份证（复印件 1 份）",),
        ],
        ["出生证", "落户"],
    )
    assert [paper.demand.copies for paper in papers] == [3]


def test_a_paper_is_free_only_where_all_matters_free_it() -> None:
    assert shared("户口簿（能共享的免交）", "户口簿（能核验的免交）").demand.is_free
    assert not shared("户口簿（能共享的免交）", "户口簿").demand.is_free


def test_the_list_of_one_matter_is_word_for_word_and_counts_papers_alone() -> None:
    papers = list_papers(["身份证、户口簿", "困难身份由民政核验", "低保申请书"])
    assert [(paper.number, paper.text) for paper in papers] == [
        (1, "身份证、户口簿"),
        (0, "困难身份由民政核验"),
        (2, "低保申请书"),
    ]
