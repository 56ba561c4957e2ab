"""The demo's accounts. EVERY PERSON IS INVENTED; none is a real official of Kota Kediri or BPS."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from app.demo.agencies import DemoAgency
from app.permissions import Institution, Role

WALIDATA = "2.16"
INSPEKTORAT = "6.01"

OPERATORS: Mapping[str, str] = MappingProxyType(
    {
        "2.16": "Bagus Aryasena, A.Md.Kom.",
        "1.02": "Nining Sukmawardani, S.KM.",
        "6.01": "Ahmad Zulfikri Ramadhan, S.E.",
        "7.01.01": "Sulastri Handayaningsih",
        "1.02.01": "Prabowo Aditomo, S.KM.",
        "5.01": "Intan Permatahati, S.Si.",
        "2.12": "Dimas Wahyukusumo, S.Kom.",
        "1.05.01": "Slamet Riyantoro",
        "4.01.03": "Fitri Ambarwulan, S.H.",
        "1.01": "Eko Mardikanto, S.Pd.",
        "4.02": "Rini Kusumastutik, S.AP.",
        "3.30": "Novita Larasekar, S.E.",
        "5.02": "Andri Subandoro, S.Ak.",
        "7.01.02": "Lilik Masrifah",
        "3.27": "Teguh Santikno, S.P.",
        "2.15": "Yoga Hendrapratama, A.Md.",
        "1.06": "Umi Khoirunnadhiroh, S.Sos.",
        "5.03": "Bayu Adipranoto, S.Psi.",
        "4.01": "Maya Suryaningtyas, S.AP.",
        "1.02.02": "Desi Rahmaningsih, A.Md.RMIK.",
        "1.03": "Aditya Purbosari, S.T.",
        "1.04": "Kurniawan Jatipurno, S.T.",
        "1.05.02": "Wisnu Handaruwan, S.T.",
        "2.07": "Putri Ayuningrat, S.E.",
        "2.08": "Siti Nurhasanahwati, S.KM.",
        "2.11": "Rendra Bagaskoro, S.T.",
        "2.18": "Vina Mardiyaningsih, S.Kom.",
        "2.22": "Gilang Sasmitaputra, S.Par.",
        "2.23": "Anik Rosdianawati, S.IP.",
        "8.01": "Hasan Basuki Romadhon, S.IP.",
        "7.01.03": "Misbahul Anwarudin",
        "4.01.01": "Tri Wulansari Utami, S.STP.",
        "4.01.02": "Imam Baihaqi Syaroni, S.Ag.",
        "4.01.04": "Lutfi Andhikawan, S.E.",
        "4.01.05": "Nanda Priyohutomo, S.T.",
        "4.01.06": "Rosa Anggitasari, S.T.",
        "4.01.07": "Sunaryo Widagdo",
        "4.01.08": "Hanifah Zahrawani, S.AP.",
        "4.01.09": "Reza Pahlawidjaja, S.I.Kom.",
        "4.01.10": "Ika Setyorahayu, S.Ak.",
    }
)
COLLEAGUES: Mapping[str, str] = MappingProxyType({"1.02": "Galuh Prameswari, S.Gz."})
"""Second operators, where an OPD shares its work."""
ASSESSORS_DISKOMINFO = (
    "Widyastuti Anggrahini, S.Stat.",
    "Mohammad Rifqi Adzani, S.Kom., M.M.",
    "Danang Wirasaputra, S.T.",
    "Luthfiana Kusumahati, S.Si.",
)
ASSESSORS_BPS = (
    "Ratih Hapsari Wulaningrum, S.ST., M.Si.",
    "Yusuf Hardiansah, S.Tr.Stat.",
    "Nuraini Fadhilatun, S.ST.",
    "Bramantyo Sadewa, S.ST., M.Stat.",
)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One account. agency_code: own OPD (operator, head) or an assessor's home OPD."""

    username: str
    name: str
    role: Role
    agency_code: str | None = None
    institution: Institution | None = None


def people(agencies: Sequence[DemoAgency]) -> list[DemoPerson]:
    """List every account of a demo with these OPDs: the city's offices first, then the OPDs'.

    The substitute's home is Inspektorat also where that takes no part.
    """
    codes = {agency.code for agency in agencies}
    staff = [person for agency in agencies for person in _of_agency(agency)]
    return [*_offices(), *_assessors(codes), *staff]


def slug(agency: DemoAgency) -> str:
    """Give the part of a username that names the OPD: "Kec. Mojoroto" -> "kecmojoroto"."""
    return re.sub(r"[^a-z0-9]", "", agency.short_name.lower())


def _offices() -> list[DemoPerson]:
    return [
        DemoPerson("admin", "Satriyo Bimantara, S.Kom.", Role.ADMIN),
        DemoPerson("admin2", "Kartika Dewayani, S.Kom.", Role.ADMIN),
        DemoPerson("koordinator", "Endah Wijayaningrat, S.Sos., M.Si.", Role.MODERATOR),
        DemoPerson("walikota", "Ardhani Suryodiningrat, S.E., M.M.", Role.LEADERSHIP),
        DemoPerson("sekda", "Ir. Hartono Wiryosumarto, M.Si.", Role.LEADERSHIP),
        DemoPerson("auditor", "Purnama Sidhiwacana, S.E., Ak.", Role.AUDITOR),
    ]


def _assessors(codes: set[str]) -> list[DemoPerson]:
    home = WALIDATA if WALIDATA in codes else None
    diskominfo = [
        DemoPerson(f"penilai.diskominfo{number}", name, Role.ASSESSOR, home, Institution.DISKOMINFO)
        for number, name in enumerate(ASSESSORS_DISKOMINFO, start=1)
    ]
    bps = [
        DemoPerson(f"penilai.bps{number}", name, Role.ASSESSOR, None, Institution.BPS)
        for number, name in enumerate(ASSESSORS_BPS, start=1)
    ]
    return [*diskominfo, *bps, _substitute()]


def _substitute() -> DemoPerson:
    """Give who scores Diskominfo itself in its assessors' place: of another OPD, by the law."""
    name = "Wahyuni Tirtasari, S.E., M.Ak."
    return DemoPerson("penilai.pengganti", name, Role.ASSESSOR, INSPEKTORAT, Institution.DISKOMINFO)


def _of_agency(agency: DemoAgency) -> list[DemoPerson]:
    tail = slug(agency)
    return [
        DemoPerson(f"kepala.{tail}", agency.head_name, Role.HEAD, agency.code),
        DemoPerson(f"operator.{tail}", OPERATORS[agency.code], Role.OPERATOR, agency.code),
        *(
            DemoPerson(f"rekan.{tail}", name, Role.OPERATOR, agency.code)
            for code, name in COLLEAGUES.items()
            if code == agency.code
        ),
    ]
