"""The package itself: stubs, progress, what importing costs."""

import ast
import builtins
import doctest
import inspect
import pathlib
import subprocess
import sys

import pytest

import gigmatch
from gigmatch import _native, _progress, options

NOW = "2026-11-24T05:00+08:00"


def documented(body, owner, path=()):
    """The docstrings of a stub's classes and functions, with what they describe."""
    for node in body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)) and not node.name.startswith("_"):
            thing = inspect.getattr_static(owner, node.name)
            name = ".".join((*path, node.name))
            yield name, ast.get_docstring(node), inspect.getdoc(getattr(owner, node.name, thing))
            if isinstance(node, ast.ClassDef):
                yield from documented(node.body, getattr(owner, node.name), (*path, node.name))


def test_stubs_say_what_the_compiled_half_says():
    stub = pathlib.Path(gigmatch.__file__).with_name("_native.pyi")
    told = list(documented(ast.parse(stub.read_text(encoding="utf-8")).body, _native))
    assert len(told) > 50
    for name, of_stub, of_library in told:
        assert of_stub == of_library, name
        assert of_stub, name


@pytest.mark.parametrize("module", [gigmatch, gigmatch.errors, options])
def test_docstrings_run(module):
    assert doctest.testmod(module).failed == 0
    assert doctest.testmod(module).attempted > 0


def test_importing_is_light():
    code = (
        "import time, sys; start = time.perf_counter(); import gigmatch; spent = time.perf_counter() - start;"
        "heavy = {'numpy', 'pandas', 'polars', 'pyarrow', 'matplotlib', 'tqdm'} & set(sys.modules);"
        "print(spent, *heavy)"
    )
    runs = [
        subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True, capture_output=True, text=True)
        for _ in range(3)
    ]
    spent, *heavy = min(runs, key=lambda run: float(run.stdout.split()[0])).stdout.split()
    assert heavy == []
    assert float(spent) < 0.1


def an_engine():
    engine = gigmatch.Engine.in_memory(threads=1)
    engine.add_workers({"id": f"w{number}"} for number in range(10_000))
    engine.commit()
    return engine


def test_progress_is_told_to_a_function():
    told = []
    engine = gigmatch.Engine.in_memory(threads=1)
    engine.add_workers(({"id": f"w{number}"} for number in range(10_000)), progress=lambda *counts: told.append(counts))
    engine.commit()
    assert told[-1] == (10_000, 10_000)
    told.clear()
    engine.match_workers(now=NOW, progress=lambda *counts: told.append(counts))
    assert told[-1] == (10_000, 10_000)
    assert told == sorted(told)
    told.clear()
    list(engine.match_batches("workers", now=NOW, progress=lambda *counts: told.append(counts)))
    assert told[-1] == (10_000, 10_000)


def test_progress_is_a_bar_or_a_line(capsys, monkeypatch):
    engine = an_engine()
    engine.match_workers(now=NOW, progress=True)
    assert "10.0k/10.0k" in capsys.readouterr().err

    import_of = builtins.__import__

    def without_tqdm(name, *rest, **more):
        if name.startswith("tqdm"):
            raise ImportError(name)
        return import_of(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without_tqdm)
    engine.match_workers(now=NOW, progress=True)
    assert "worker: 10,000 of 10,000 (100%)\n" in capsys.readouterr().err
    assert _progress.bar(False, "worker") is None


def test_version_is_that_of_the_distribution():
    import importlib.metadata

    assert gigmatch.__version__ == importlib.metadata.version("gigmatch")
