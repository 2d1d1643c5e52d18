from indexer.problem import Place, Problem, ProblemsFound


def test_a_problem_shows_its_place_the_line_and_the_remedy() -> None:
    place = Place("knowledge/a/b.yaml", 18, 3, 1, "注意：")
    problem = Problem(
        place, "full-width-colon", "「注意」后面是中文冒号", "换成英文冒号：「注意:」。"
    )
    assert str(problem) == (
        "knowledge/a/b.yaml:18:3: 「注意」后面是中文冒号 [full-width-colon]\n"
        "   18 | 注意：\n"
        "      |     ^^\n"
        "  怎么改：换成英文冒号：「注意:」。"
    )


def test_problems_are_sorted_by_place_and_said_once() -> None:
    late = Problem(Place("a", 9), "r", "m", "x")
    early = Problem(Place("a", 2), "r", "m", "x")
    assert ProblemsFound([late, early, late]).problems == (early, late)
