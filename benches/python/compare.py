#!/usr/bin/env python3
"""What Python costs: the same records indexed and matched from Rust and from Python, in pairs.

Each round runs one process of each, which adds 100,000 postings and 100,000 workers (structs in Rust, Arrow tables in
Python), commits, and matches every worker. The order within a pair alternates. Printed are medians and the median of the
rounds' ratios; the run ends with an error where the answers differ.

    python3 benches/python/compare.py
    python3 benches/python/compare.py --records 10000 --rounds 3

The package is built as a release wheel into a virtual environment under target/python-compare.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "target" / "python-compare"
PAIR = ROOT / "target" / "release" / "python_pair"


def output(*command: str | Path) -> str:
    """What a command prints; its errors go where this script's go."""
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT).stdout


def prepared() -> Path:
    """The Python of an environment with a fresh release wheel; also tells the wheel's size."""
    python = HOME / "venv" / "bin" / "python"
    if not python.exists():
        venv.create(HOME / "venv", with_pip=True)
    wheels = HOME / "wheels"
    for old in wheels.glob("*.whl"):
        old.unlink()
    output(python, "-m", "pip", "install", "--quiet", "pyarrow>=17")
    output(python, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", wheels, ROOT / "bindings" / "python")
    (wheel,) = wheels.glob("*.whl")
    print(f"wheel {wheel.stat().st_size / 1e6:.1f} MB")
    output(python, "-m", "pip", "install", "--quiet", "--force-reinstall", "--no-deps", wheel)
    return python


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--records", type=int, default=100_000)
    arguments.add_argument("--rounds", type=int, default=9)
    asked = arguments.parse_args()

    output("cargo", "build", "--release", "--quiet", "--locked", "-p", "gigmatch-bench", "--bin", "python_pair")
    python = prepared()
    folder = HOME / f"records-{asked.records}"
    now = output(PAIR, "write", folder, str(asked.records)).strip()

    def rust() -> dict[str, float]:
        return json.loads(output(PAIR, "measure", folder, str(asked.records)))

    def from_python() -> dict[str, float]:
        return json.loads(output(python, ROOT / "benches" / "python" / "measure.py", folder, now))

    rounds = []
    for number in range(asked.rounds + 1):
        if number % 2:
            ours = rust()
            theirs = from_python()
        else:
            theirs = from_python()
            ours = rust()
        for same in ("rows", "scores"):
            if ours[same] != theirs[same]:
                raise SystemExit(f"{same}: {ours[same]} from Rust, {theirs[same]} from Python")
        # The first pair warms caches.
        if number:
            rounds.append((ours, theirs))
    for name in ("ingest", "match"):
        rust_s = statistics.median(ours[name] for ours, _ in rounds)
        python_s = statistics.median(theirs[name] for _, theirs in rounds)
        ratios = sorted(theirs[name] / ours[name] for ours, theirs in rounds)
        spread = f"{ratios[0]:.3f} to {ratios[-1]:.3f}"
        print(f"{name}: Rust {rust_s:.3f} s, Python {python_s:.3f} s, ratio {statistics.median(ratios):.3f} ({spread})")
    for name in ("import", "to_arrow"):
        print(f"{name}: {statistics.median(theirs[name] for _, theirs in rounds) * 1e3:.1f} ms")


if __name__ == "__main__":
    main()
