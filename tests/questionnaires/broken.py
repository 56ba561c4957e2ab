"""Copies of the small valid instrument with one thing (or several) broken."""

import io
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

from app.questionnaires.faults import QuestionnaireError
from app.questionnaires.folder import load

SMALL = Path(__file__).parent / "small"
SMALL_FILES = {file.name: file.read_bytes() for file in sorted(SMALL.iterdir())}


def zipped(files: Mapping[str, bytes], folder: str = "small") -> bytes:
    """Pack files as the ZIP of a folder; without a folder they lie at the top."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{folder}/{name}" if folder else name, content)
    return out.getvalue()


def small_copy(tmp_path: Path, *edits: tuple[str, str, str]) -> Path:
    """Copy the small instrument; each edit is (file, text that stands there once, new text)."""
    folder = tmp_path / "small"
    shutil.copytree(SMALL, folder)
    for file, old, new in edits:
        content = (folder / file).read_text("utf-8")
        assert content.count(old) == 1, (file, old)
        (folder / file).write_text(content.replace(old, new), "utf-8")
    return folder


def faults_of(folder: Path) -> list[str]:
    """Every fault as people read it, without the folder in front."""
    try:
        load(folder)
    except QuestionnaireError as error:
        return [str(fault).removeprefix(f"{folder}/") for fault in error.found]
    return []
