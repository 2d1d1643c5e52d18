"""The same paper once; what is not certainly the same stays apart."""

from bot.notice.merge import Paper, list_papers, merge_papers
from bot.notice.papers import Demand


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
