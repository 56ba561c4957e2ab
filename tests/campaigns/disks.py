"""Disks that can be filled, made read-only or copied: tmpfs and an ext4 image, mounted by root."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

CHUNK = 1 << 16


def missing_for_mounts() -> str:
    """Say what this machine lacks for mounting, or ""."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "mounting a disk needs root on Linux"
    lacking = [each for each in ("mkfs.ext4", "fallocate", "mount") if not shutil.which(each)]
    if lacking:
        return f"not installed: {', '.join(lacking)}"
    return "" if list(Path("/dev").glob("loop*")) else "no loop devices"


def command(*words: str | Path) -> None:
    """Run a program of the system; CalledProcessError with what it said when it fails."""
    subprocess.run([str(word) for word in words], check=True, capture_output=True)


@contextmanager
def memory_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """Mount a small disk in memory at `folder`."""
    folder.mkdir(parents=True)
    command("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "matang", folder)
    try:
        yield folder
    finally:
        unmount(folder)


def make_image(image: Path, megabytes: int) -> None:
    """Make an empty ext4 file system in a file."""
    command("fallocate", "-l", f"{megabytes}M", image)
    command("mkfs.ext4", "-q", "-F", image)


@contextmanager
def mounted(image: Path, folder: Path) -> Iterator[Path]:
    """Mount an image at `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    command("mount", "-o", "loop", image, folder)
    try:
        yield folder
    finally:
        unmount(folder)


def unmount(folder: Path) -> None:
    """Take a disk away again, also while something still looks at it."""
    with suppress(subprocess.CalledProcessError):
        command("umount", folder)
        return
    command("umount", "--lazy", folder)


def fill(ballast: Path) -> None:
    """Write until nothing fits any more."""
    with ballast.open("wb", buffering=0) as file:
        size = CHUNK
        while size:
            try:
                file.write(bytes(size))
            except OSError:
                size //= 2
