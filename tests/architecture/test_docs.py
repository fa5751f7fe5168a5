"""What the documents say can be done can be done."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from adhelm.app.cli import COMMANDS, cli
from adhelm.core.settings import Settings, explain, variable
from tools import cli_reference

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
WRITTEN = [page for page in PAGES if page.name != "cli.md"]
_PLACEHOLDER = re.compile(r"^[A-Z_]+(…|\.\.\.)?$")


def code(page: Path) -> Iterator[str]:
    """Every line of code on a page: fenced blocks, and code inside sentences."""
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^```(?:sh|bash|console)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    for block in blocks:
        yield from block.replace("\\\n", " ").splitlines()
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    yield from (" ".join(found.split()) for found in re.findall(r"`([^`]+)`", prose))


def lines_with(program: str) -> list[tuple[str, str]]:
    found = []
    for page in WRITTEN:
        for line in code(page):
            for part in re.split(r"\s(?:\||&&|>>?)\s", line.removeprefix("$ ")):
                words = part.split(" #")[0].strip().removeprefix(".venv/bin/")
                if words.startswith(program + " "):
                    found.append((str(page.relative_to(ROOT)), words))
    return found


def resolve(words: list[str]) -> tuple[click.Command, list[str]]:
    """Walk down to the command that the words name; return it with the words that follow."""
    found: click.Command = cli
    rest = words[1:]
    while isinstance(found, click.Group) and rest and not rest[0].startswith("-"):
        inner = found.get_command(click.Context(found), rest[0])
        if inner is None and found.invoke_without_command:
            break
        assert inner is not None, f"no command {rest[0]}"
        found, rest = inner, rest[1:]
    return found, rest


@pytest.mark.parametrize(("page", "line"), lines_with("adhelm"))
class TestCommandsInDocuments:
    def test_exist_with_their_options(self, page: str, line: str):
        for words in _alternatives(shlex.split(line, comments=True)):
            command, rest = resolve(words)
            known = {
                name for param in command.params for name in (*param.opts, *param.secondary_opts)
            }
            known |= {"--help", "-h", "--version"}
            used = {word.split("=")[0] for word in rest if re.match(r"--[a-z]|-[a-zA-Z]$", word)}
            assert used <= known, f"{page}: {line}"


def _alternatives(words: list[str]) -> Iterator[list[str]]:
    """`adhelm metric ls|show` stands for two commands."""
    for index, word in enumerate(words):
        if "|" in word and not word.startswith("-") and re.fullmatch(r"[a-z|]+", word):
            for choice in word.split("|"):
                yield [*words[:index], choice]
            return
    yield [word for word in words if not _PLACEHOLDER.match(word)]


class TestRecipesInDocuments:
    def test_of_make_exist(self):
        targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
        assert {words.split()[1] for _, words in lines_with("make")} <= targets

    def test_of_just_exist(self):
        names = re.findall(
            r"^([a-z][a-z-]*)[^\n:=]*:", (ROOT / "justfile").read_text(), re.MULTILINE
        )
        assert {words.split()[1] for _, words in lines_with("just")} <= set(names)


class TestLinks:
    @pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
    def test_lead_somewhere(self, page: Path):
        targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        assert [target for target in targets if not (page.parent / target).exists()] == []


class TestCommandReference:
    def test_is_up_to_date(self):
        assert cli_reference.PAGE.read_text(encoding="utf-8") == cli_reference.page(), "just map"

    def test_has_every_command(self):
        page = cli_reference.page()
        names = [name for name, _ in cli_reference.commands()]
        assert {name.split()[1] for name in names} == set(COMMANDS)
        assert [name for name in names if f"### `{name}`" not in page] == []

    def test_has_every_setting(self):
        page = cli_reference.page()
        assert [s.name for s in explain(Settings()) if f"`{variable(s.name)}`" not in page] == []


class TestSettingsInDocuments:
    def test_exist(self):
        known = {variable(setting.name) for setting in explain(Settings())}
        named = {
            found
            for page in PAGES
            for found in re.findall(r"\bADHELM_[A-Z_]+[A-Z]", page.read_text(encoding="utf-8"))
        }
        assert named <= known


class TestCommands:
    @pytest.mark.parametrize("name", COMMANDS)
    def test_can_all_be_loaded(self, name: str):
        assert cli.get_command(click.Context(cli), name) is not None

    @pytest.mark.parametrize("name", COMMANDS)
    def test_say_in_the_list_what_they_say_of_themselves(self, name: str):
        found = cli.get_command(click.Context(cli), name)
        assert found is not None
        assert found.help, name
