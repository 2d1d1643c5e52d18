"""Told exactly once, whatever crashes; see crashes.py for what a step and a life are."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[3]
POINTS = 70  # ledgers, on each of which the bot is killed three times
SEED = 7


def test_everyone_is_told_exactly_once_however_often_the_bot_is_killed(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bot.telling.crashes", tmp_path, str(SEED), str(POINTS)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    wanted = set(report["wanted"])
    assert len(wanted) == len(report["wanted"]) == 13
    kills = 0
    for result in report["results"]:
        counts = Counter(result["arrived"])
        assert set(counts) == wanted  # nobody is left out, nothing else is said
        in_flight = Counter(result["killed_after"])
        for message, count in counts.items():  # twice only what was being sent at a kill
            assert count <= 1 + in_flight[message], message
        kills += len(result["killed_after"])
    assert kills >= 200  # else too many lives ended before their deadly step
