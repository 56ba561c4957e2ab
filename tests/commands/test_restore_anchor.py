"""`restore --anchor`: an older backup says how many lines are lost, and needs a yes to that."""

from pathlib import Path

from tests.commands.conftest import Run
from tests.commands.test_safekeeping import data_of
from tests.play import Scenery


def older_and_anchor(call: Run, scenery: Scenery, folder: Path) -> tuple[Path, str, str]:
    """Give a backup, an anchor printed three lines later, and the loss between them in words."""
    source, file = folder / "asal", folder / "cadangan.zip"
    data_of(scenery, "SUBMITTED", source)
    old = int(call("--data", source, "audit", "export", folder / "ekspor.jsonl").stdout.split()[0])
    call("--data", source, "backup", file)
    loss = (
        f"Jejak audit berakhir pada baris {old}, sedangkan jangkar mengenal baris {old + 3}: "
        "3 baris hilang. Basis data ini lebih lama dari jangkarnya."
    )
    return file, f"{old + 3}:{'0' * 64}", loss


def test_a_backup_older_than_the_anchor_is_refused_before_anything_is_put_back(
    call: Run, scenery: Scenery, tmp_path: Path
) -> None:
    file, anchor, loss = older_and_anchor(call, scenery, tmp_path)
    target = tmp_path / "tujuan"

    done = call("--data", target, "restore", file, "--anchor", anchor)

    way_out = (
        "Belum ada yang dipulihkan. Pakai cadangan yang lebih baru, "
        "atau ulangi dengan --accept-loss bila kehilangan itu diterima."
    )
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"{loss} {way_out}\n")
    assert not target.exists()


def test_an_accepted_loss_is_restored_and_told(call: Run, scenery: Scenery, tmp_path: Path) -> None:
    file, anchor, loss = older_and_anchor(call, scenery, tmp_path)
    target = tmp_path / "tujuan"

    done = call("--data", target, "restore", file, "--anchor", anchor, "--accept-loss")

    assert (done.returncode, done.stderr) == (0, f"{loss}\n")
    assert call("--data", target, "audit", "verify").returncode == 0


def test_a_backup_as_new_as_its_anchor_is_restored(
    call: Run, scenery: Scenery, tmp_path: Path
) -> None:
    file, _, _ = older_and_anchor(call, scenery, tmp_path)

    done = call(
        "--data", tmp_path / "tujuan", "restore", file, "--anchor", tmp_path / "ekspor.jsonl"
    )

    assert (done.returncode, done.stderr) == (0, "")
