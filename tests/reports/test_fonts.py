import hashlib
import tomllib

from app.reports.pdf import FONTS


def test_every_font_is_listed_with_version_licence_and_hash() -> None:
    listed = tomllib.loads((FONTS / "vendored.toml").read_text(encoding="utf-8"))["file"]

    assert sorted(font["name"] for font in listed) == sorted(
        path.name for path in FONTS.glob("*.ttf")
    )
    for font in listed:
        content = (FONTS / font["name"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == font["sha256"]
        assert font["version"]
        assert (FONTS / font["licence_file"]).is_file()
