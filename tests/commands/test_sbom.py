"""The bill of materials says what the lock says."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.serving import ROOT

LOCKED = re.compile(r"^([a-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE | re.IGNORECASE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def bill(target: Path) -> str:
    command = [sys.executable, "-m", "app", "sbom", str(target)]
    subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603  (our own program)
    return target.read_text()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> str:
    return bill(tmp_path_factory.mktemp("sbom") / "sbom.json")


def test_the_bill_names_every_package_of_the_lock_with_its_version_and_hashes(
    written: str,
) -> None:
    lock = (ROOT / "requirements.lock").read_text()

    found = json.loads(written)

    names = {(each["name"], each["version"]) for each in found["components"]}
    hashes = {
        item["content"]
        for each in found["components"]
        for reference in each["externalReferences"]
        for item in reference["hashes"]
    }
    assert (found["bomFormat"], found["metadata"]["component"]["name"]) == ("CycloneDX", "matang")
    assert names == set(LOCKED.findall(lock))
    assert hashes == set(HASH.findall(lock))


def test_the_same_lock_gives_the_same_bill(written: str, tmp_path: Path) -> None:
    assert bill(tmp_path / "again.json") == written
