import pytest

from bot.ledger.person import Person
from tests.bot.ledger.conftest import WANG


def test_a_person_is_read_as_written() -> None:
    assert str(WANG) == "telegram:1001"
    assert Person.read(str(WANG)) == WANG


@pytest.mark.parametrize("text", ["", "telegram", "telegram:", "carrier-pigeon:1", "telegram:x"])
def test_what_names_nobody_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Person.read(text)
