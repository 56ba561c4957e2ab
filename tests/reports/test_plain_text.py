from app.reports.plain_text import LONGEST_LABEL, LONGEST_NOTE, SHORTENED, tame
from app.reports.views import EvidenceCitation, NotApplicable


def test_plain_text_is_left_as_it_is() -> None:
    assert tame("SOP Nomor 7, Pasal 3 – “resmi”") == "SOP Nomor 7, Pasal 3 – “resmi”"


def test_letters_are_composed_and_mark_runs_are_cut_to_three() -> None:
    assert tame("e\u0301") == "é"
    assert tame("x" + "\u0301" * 50_000) == "x" + "\u0301" * 3


def test_control_format_private_and_lone_surrogate_characters_are_dropped() -> None:
    assert tame("a\x00b\x1bc\u202ed\ue000e\ud800f\u200bg") == "abcdefg"


def test_line_ends_become_one_kind_and_blank_runs_are_squeezed() -> None:
    assert tame("a\r\nb\rc\n\n\n\n\nd" + " " * 500 + "e") == "a\nb\nc\n\nd  e"


def test_a_long_note_is_shortened_at_a_words_end_and_says_so() -> None:
    note = NotApplicable(code="1", name="n", reason="kata " * 2000).reason

    assert len(note) <= LONGEST_NOTE
    assert note.endswith("kata" + SHORTENED)


def test_a_label_is_one_line_of_bounded_length() -> None:
    assert EvidenceCitation(title="a\nb\tc").title == "a b c"
    assert len(EvidenceCitation(title="x" * 10_000).title) == LONGEST_LABEL
