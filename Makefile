# 全科通的全部命令。第一次用：make run（装好、建索引、开聊）；make test（装好、跑测试）。
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
STAMP := $(VENV)/installed
Q ?= 低保要什么材料

.PHONY: all install run chat ask index watch check test exam bench fix schema booklet
.DEFAULT_GOAL := all

all: check test

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "要用 Python 3.11 或更新的版本：make PYTHON=python3.11 …"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $(STAMP)

install: $(STAMP)

index: install
	$(RUN) -m bot case --check
	$(RUN) -m indexer build

run: index
	$(RUN) -m bot run

chat: index
	$(RUN) -m bot chat

ask: index
	$(RUN) -m bot ask "$(Q)"

watch: index
	$(RUN) -m indexer watch

booklet: install
	mkdir -p var
	$(RUN) -m bot notice --booklet var/booklet.pdf

schema: install
	$(RUN) -m indexer schema

check: install
	$(RUN) -m ruff format --check .
	$(RUN) -m ruff check .
	$(RUN) -m mypy
	$(VENV)/bin/lint-imports
	$(RUN) -m indexer check

test: install
	$(RUN) -m pytest -q --numprocesses 2 --dist loadfile --no-loadscope-reorder

exam: index
	$(RUN) -m bot exam --failures

bench: index
	$(RUN) -m bench

fix: install
	$(RUN) -m ruff format .
	$(RUN) -m ruff check --fix .
