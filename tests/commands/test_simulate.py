"""The simulation that the command `score` and POST /score share."""

from typing import Any

import pytest

from app.errors import Fault, InvalidInput
from app.questionnaires import catalogue
from app.questionnaires.folder import load
from app.results.simulate import SimulationView, simulate
from tests.questionnaires.broken import SMALL


def test_a_simulation_shows_published_numbers_as_text() -> None:
    view = simulate(load(SMALL), {"1101": 1, "1102": 2, "2101": 3})

    assert view == SimulationView(
        instrument="small",
        index="2.16",
        exact="54/25",
        grade="Cukup",
        domains={"1": "1.60", "2": "3.00"},
        aspects={"11": "1.60", "21": "3.00"},
    )


def test_groups_that_do_not_apply_are_not_shown() -> None:
    instrument = catalogue.get("epss-opd-2026")
    levels = {item.code: 3 for item in instrument.applicable("dinas")}

    view = simulate(instrument, levels, "dinas")

    assert (view.exact, view.grade) == ("3/1", "Baik")
    assert "304" not in view.aspects
    assert set(view.domains.values()) == {"3.00"}


@pytest.mark.parametrize(
    ("levels", "faults"),
    [
        ({"1101": 1}, [Fault("2101", "tingkat belum diisi")]),
        (
            {"1101": True, "2101": 4, "9": 1, "1102": 1},
            [
                Fault("9", "kode tidak dikenal dalam instrumen ini"),
                Fault("1102", "indikator ini tidak berlaku untuk jenis OPD dinas; hapus"),
                Fault("1101", "tingkat harus bilangan bulat 1 sampai 3"),
                Fault("2101", "tingkat harus bilangan bulat 1 sampai 3"),
            ],
        ),
    ],
)
def test_every_level_that_does_not_fit_is_a_fault_of_its_code(
    levels: dict[str, Any], faults: list[Fault]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        simulate(load(SMALL), levels, "dinas")

    assert list(refused.value.faults) == faults
    assert refused.value.message == f"Ada {len(faults)} tingkat yang belum benar."
