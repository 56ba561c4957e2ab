"""`python3 -m app test --campaign NAME [--size N] [--seed N]`; LIST names them all."""

import argparse
import importlib
import os
import pkgutil
import sys
import tempfile
import time
from pathlib import Path
from types import ModuleType

from tests import campaigns
from tests.campaigns.campaign import Options

NO_CAMPAIGNS = {"__main__", "campaign"}


def found() -> dict[str, ModuleType]:
    """Give every campaign by its name; a module without `run` helps the others."""
    names = {module.name for module in pkgutil.iter_modules(campaigns.__path__)} - NO_CAMPAIGNS
    modules = {
        name: importlib.import_module(f"tests.campaigns.{name}")
        for name in sorted(names)
        if not name.startswith("test_")
    }
    return {name: module for name, module in modules.items() if hasattr(module, "run")}


def show(modules: dict[str, ModuleType]) -> None:
    """Print each name with what it shows."""
    for name, module in modules.items():
        print(f"{name:14} {(module.__doc__ or '').splitlines()[0]}")


def main() -> int:
    """Run one campaign; 0 when its closing figure holds, 1 when not, 2 for an unknown name."""
    parser = argparse.ArgumentParser(prog="python3 -m app test --campaign")
    parser.add_argument("name")
    parser.add_argument("--size", type=int, help="cells, cycles or rounds; without it the whole")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    modules = found()
    if asked.name == "LIST":
        show(modules)
        return 0
    if asked.name not in modules:
        print(f"No campaign {asked.name!r}. LIST names them.", file=sys.stderr)
        return 2
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="matang-campaign-") as folder:
        url = os.environ["MATANG_TEST_POSTGRES_URL"]
        closing = modules[asked.name].run(Options(url, Path(folder), asked.size, asked.seed))
    verdict = "holds" if closing.holds else "DOES NOT HOLD"
    print(f"{asked.name}: {closing.figure} ({verdict}, {time.monotonic() - began:.0f} s)")
    return 0 if closing.holds else 1


if __name__ == "__main__":
    sys.exit(main())
