"""The pages of the documentation: their examples run, and print what the pages say."""

import contextlib
import dataclasses
import io
import linecache
import pathlib
import re
import shutil
import subprocess
import sys

import pytest

import gigmatch
from gigmatch import errors, options

HERE = pathlib.Path(__file__).resolve().parent
DOCS = HERE.parent / "docs"
MARKET = HERE.parents[2] / "tests" / "data" / "market"
PAGES = sorted(DOCS.glob("*.md"))
BLOCK = re.compile(
    r"^```python(?P<info>[^\n]*)\n(?P<code>.*?)^```$"
    r"(?:\n\n?^```text\n(?P<output>.*?)^```$)?",
    re.MULTILINE | re.DOTALL,
)
TITLE = re.compile(r'title="(?P<file>[^"/]+)"')


@dataclasses.dataclass(frozen=True)
class Block:
    """An example, and what the page says that it prints."""

    line: int
    code: str
    output: str
    file: str | None
    """The name of the program that the block is; ``None`` for a part of the page's own."""


def blocks(text):
    for found in BLOCK.finditer(text):
        title = TITLE.search(found["info"])
        line = text.count("\n", 0, found.start("code")) + 1
        yield Block(line, found["code"], found["output"] or "", title and title["file"])


def printed(block, page, namespace):
    """What a block prints: one with a title is a program that is saved and run, the others go on in one namespace."""
    if block.file is not None:
        pathlib.Path(block.file).write_text(block.code, encoding="utf-8")
        program = [sys.executable, "-X", "utf8", "-W", "ignore", block.file]
        done = subprocess.run(program, capture_output=True, text=True, encoding="utf-8", timeout=300)
        assert done.returncode == 0, f"{page}:{block.line}: {done.stderr}"
        return done.stdout
    code = compile("\n" * (block.line - 1) + block.code, str(page), "exec")
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        exec(code, namespace)
    return told.getvalue()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with the small market, in which the pages' examples run."""
    shutil.copytree(MARKET, tmp_path / "market")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("gigmatch._language._chosen", None)
    return tmp_path


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
@pytest.mark.usefixtures("folder")
def test_examples_run_and_print_what_the_page_says(page):
    linecache.checkcache(str(page))
    namespace = {"__name__": f"docs_{page.stem}"}
    try:
        for block in blocks(page.read_text(encoding="utf-8")):
            assert printed(block, page, namespace) == block.output, f"the example at {page}:{block.line}"
    finally:
        for thing in namespace.values():
            if isinstance(thing, gigmatch.Engine):
                thing.close()


def test_pages_have_their_examples():
    count = {page.stem: len(list(blocks(page.read_text(encoding="utf-8")))) for page in PAGES}
    fences = {page.stem: page.read_text(encoding="utf-8").count("```python") for page in PAGES}
    assert count == fences
    assert {"index", "tour", "formats", "options", "errors", "cookbook", "reference"} <= set(count)
    assert count["tour"] > 10


def names_of(*kinds):
    return {name for kind in kinds for name in kind.__required_keys__ | kind.__optional_keys__}


def test_every_option_is_told_of():
    text = (DOCS / "options.md").read_text(encoding="utf-8")
    names = names_of(
        options.MatchOptions,
        options.Weights,
        options.WeightProfile,
        options.RuleSettings,
        options.AssignOptions,
        options.HourCaps,
        options.SeatRule,
        options.SeatChoice,
        options.KeyGroupGoal,
    )
    assert {"now", "top", "blend", "minimum_age", "freshness"} <= names
    assert [name for name in sorted(names) if f"`{name}`" not in text] == []


def test_every_error_is_told_of():
    text = (DOCS / "errors.md").read_text(encoding="utf-8")
    classes = [name for name, kind in vars(errors).items() if isinstance(kind, type)]
    assert "DeadlineExceededError" in classes
    assert [name for name in (*errors.CODES, *classes) if f"`{name}`" not in text] == []
