from bot.telling_apart import tell_apart
from indexer.knowledge_base import KnowledgeBase


def test_the_summary_tells_different_entries_apart(knowledge: KnowledgeBase) -> None:
    entries = [knowledge.entries["living-allowance"], knowledge.entries["elderly-allowance"]]
    assert tell_apart(entries) == tuple(entry.summary for entry in entries)


def test_where_the_summaries_are_alike_the_first_line_that_differs_does(
    knowledge: KnowledgeBase,
) -> None:
    alike = knowledge.entries["living-allowance"]
    one = alike.model_copy(update={"eligibility": ("本市户籍", "全家都算在内")})
    other = alike.model_copy(
        update={
            "summary": one.summary + "可跨区申请。",
            "eligibility": ("本市户籍", "重病或者重残，家里已认定为低保边缘"),
        }
    )
    assert tell_apart([one, other]) == ("全家都算在内", "重病或者重残，家里已认定为低保边缘")


def test_entries_that_say_the_same_show_their_summaries(knowledge: KnowledgeBase) -> None:
    one = knowledge.entries["living-allowance"]
    other = one.model_copy()
    assert tell_apart([one, other]) == (one.summary, one.summary)
