"""``check``: format, lint, types, import contracts and templates, each with a headline."""

import subprocess
import sys
from pathlib import Path

import typer

ROOT = Path(__file__).resolve().parents[2]
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"

# Modules, not scripts: the scripts in .venv/bin break when the folder is moved.
STEPS = (
    ("Bentuk kode (ruff format)", ["-m", "ruff", "format", "--check", "."]),
    ("Aturan kode (ruff check)", ["-m", "ruff", "check", "."]),
    ("Tipe (mypy)", ["-m", "mypy"]),
    ("Lantai impor (import-linter)", ["-c", LINT_IMPORTS, "--no-logo"]),
    ("Templat (djlint)", ["-m", "djlint", "app/templates", "--lint", "--quiet"]),
)


def check() -> None:
    """Periksa bentuk, aturan, tipe, lantai impor dan templat; 1 bila ada yang gagal."""
    failed = [headline for headline, arguments in STEPS if not passes(headline, arguments)]
    print(f"\n== {len(STEPS) - len(failed)} dari {len(STEPS)} lulus", flush=True)
    for headline in failed:
        print(f"   gagal: {headline}", flush=True)
    raise typer.Exit(1 if failed else 0)


def passes(headline: str, arguments: list[str]) -> bool:
    """Prints the headline and runs one step in the repository's folder."""
    print(f"\n== {headline}", flush=True)
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, check=False).returncode == 0
