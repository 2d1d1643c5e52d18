from bot.telling.changes import Change, changes_between
from bot.telling.substance import Substance, substance_of
from indexer.entry import Amount, Entry, Review, Step
from indexer.knowledge_base import KnowledgeBase


def of(**sections: tuple[str, ...]) -> Substance:
    return Substance("低保", sections)


def between(was: Entry, now: Entry) -> tuple[Change, ...]:
    return changes_between(substance_of(was), substance_of(now))


def allowance(knowledge: KnowledgeBase) -> Entry:
    return knowledge.entries["living-allowance"]


def test_the_substance_of_an_entry_is_what_a_worker_acts_on(knowledge: KnowledgeBase) -> None:
    substance = substance_of(allowance(knowledge))
    assert substance == Substance(
        "最低生活保障申请",
        {
            "事项": ("最低生活保障申请",),
            "部门": ("民政",),
            "地区": ("全国",),
            "一句话": ("收入低于标准的户籍家庭按月领低保金。",),
            "条件": ("本市户籍", "人均收入低于标准"),
            "材料": ("身份证、户口簿", "核对授权书", "收入申报表", "银行卡", "病历（有则交）"),
            "流程": ("社区社工：一次性告知（当场）", "街道：受理审核"),
            "渠道": ("现场：社区综合窗口", "网上：江苏政务服务网"),
            "时限": ("30 个工作日",),
            "收费": ("不收费",),
            "金额": (
                "低保标准：每人每月 1208 元（苏州市，2025-07-01 起）",
                "低保标准：以街道当前口径为准（苏州市，2026-07-01 起）",
            ),
            "注意": ("授权书漏签一人就启动不了",),
            "依据": ("《社会救助法》 第九条 2026-07-01 施行",),
        },
    )
    assert Substance.read(substance.write()) == substance


def test_how_an_entry_is_asked_for_and_signed_is_no_substance(knowledge: KnowledgeBase) -> None:
    was = allowance(knowledge)
    signed = was.review.model_copy(update={"reviewer": "街道民政"})
    assert isinstance(signed, Review)
    now = was.model_copy(
        update={
            "phrasings": (*was.phrasings, "低保新问法"),
            "exam_questions": ("换一道题",),
            "aliases": ("低保金",),
            "related": (),
            "review": signed,
        }
    )
    assert between(was, now) == ()


def test_an_amount_is_told_with_its_old_line(knowledge: KnowledgeBase) -> None:
    was = allowance(knowledge)
    assert was.amounts is not None
    raised = was.amounts[0].model_copy(update={"content": "每人每月 1250 元"})
    assert isinstance(raised, Amount)
    now = was.model_copy(update={"amounts": (raised, was.amounts[1])})
    assert between(was, now) == (
        Change(
            "金额",
            "低保标准：每人每月 1208 元（苏州市，2025-07-01 起）",
            "低保标准：每人每月 1250 元（苏州市，2025-07-01 起）",
        ),
    )


def test_lines_find_the_lines_whose_place_they_took() -> None:
    was = of(材料=("身份证、户口簿", "核对授权书", "收入申报表"))
    now = of(材料=("收入和财产申报表", "身份证、户口簿", "核对授权书原件", "结婚证"))
    assert changes_between(was, now) == (
        Change("材料", "收入申报表", "收入和财产申报表"),
        Change("材料", "核对授权书", "核对授权书原件"),
        Change("材料", "", "结婚证"),
    )


def test_a_dropped_line_and_a_dropped_section_are_told() -> None:
    was = of(条件=("本市户籍", "年满 80 周岁"), 收费=("不收费",))
    assert changes_between(was, of(条件=("本市户籍",))) == (
        Change("条件", "年满 80 周岁", ""),
        Change("收费", "不收费", ""),
    )


def test_the_only_line_of_a_section_is_always_set_against_its_old_one() -> None:
    assert changes_between(of(时限=("三十天",)), of(时限=("5 个工作日",))) == (
        Change("时限", "三十天", "5 个工作日"),
    )


def test_the_order_of_steps_counts_that_of_papers_does_not(knowledge: KnowledgeBase) -> None:
    was = allowance(knowledge)
    steps = tuple(reversed(was.steps_taken))
    assert all(isinstance(step, Step) for step in steps)
    now = was.model_copy(update={"steps": steps, "materials": tuple(reversed(was.materials or ()))})
    assert between(was, now) == (Change("流程", "", ""),)


def test_a_slip_put_right_is_not_told_beside_a_change() -> None:
    was = of(材料=("身份证、户口薄", "照片 2 张"))
    now = of(材料=("身份证、户口簿", "照片 3 张"))
    assert changes_between(was, now) == (Change("材料", "照片 2 张", "照片 3 张"),)
