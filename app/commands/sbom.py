"""``sbom``: every package of the lock with version and hashes, as CycloneDX JSON."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

ROOT = Path(__file__).resolve().parents[2]


def sbom(
    file: Annotated[str, typer.Argument(help="berkas tujuan; - menulis ke layar")] = "-",
) -> None:
    """Tulis daftar bahan program (SBOM, CycloneDX) dari requirements.lock."""
    target = file if file == "-" else str(Path(file).resolve())
    command = [
        *(sys.executable, "-W", "ignore", "-m", "cyclonedx_py", "requirements"),
        *("requirements.lock", "--pyproject", "pyproject.toml"),
        *("--output-reproducible", "--output-file", target),
    ]
    raise typer.Exit(subprocess.run(command, cwd=ROOT, check=False).returncode)
