"""Commands, however they are typed."""

import pytest

from bot.telegram.commands import FOR_SUPERVISORS, Command, Name, menu, read_command


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("/help", Name.HELP, ""),
        ("／help", Name.HELP, ""),
        ("／ｈｅｌｐ", Name.HELP, ""),
        ("/HELP", Name.HELP, ""),
        ("/help@demo_bot", Name.HELP, ""),
        ("/help@Demo_Bot", Name.HELP, ""),
        ("/帮助", Name.HELP, ""),
        ("／帮助", Name.HELP, ""),
        (" 帮助 ", Name.HELP, ""),
        ("/ 帮助", Name.HELP, ""),
        ("/start abc-def", Name.START, "abc-def"),
        ("/地区 姑苏区 平江街道", Name.REGION, "姑苏区 平江街道"),
        ("删除我的记录", Name.DELETE_ME, ""),
        ("/notice 低保 医疗救助", Name.NOTICE, "低保 医疗救助"),
        ("／告知单 低保", Name.NOTICE, "低保"),
        ("告知单", Name.NOTICE, ""),
        ("告知单 低保 尊老金", Name.NOTICE, "低保 尊老金"),
        ("一次性告知单：低保", Name.NOTICE, "低保"),
    ],
)
def test_a_command_is_read(text: str, name: Name, words: str) -> None:
    assert read_command(text, "demo_bot") == Command(name, words)


@pytest.mark.parametrize("text", ["/nothing", "/不存在", "/"])
def test_a_command_that_does_not_exist_is_known_as_such(text: str) -> None:
    command = read_command(text, "demo_bot")
    assert command is None or command.name is None


@pytest.mark.parametrize(
    "text",
    [
        "低保要什么材料",
        "告知单怎么开",
        "低保告知单",
        "帮助残疾人的政策",
        "/help@other_bot",
        "1/2",
        "",
    ],
)
def test_what_is_no_command_of_ours_is_none(text: str) -> None:
    assert read_command(text, "demo_bot") is None


def test_menus_hold_what_the_role_may() -> None:
    assert {name for name, _ in menu(supervisor=True)} - {
        name for name, _ in menu(supervisor=False)
    } == set(FOR_SUPERVISORS)
