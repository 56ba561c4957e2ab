"""The frame of the example documents: letterhead, phases, invented signatories."""

from datetime import date

from app.reports import views as v

LETTERHEAD = v.Letterhead(
    address="Jalan Jenderal Basuki Rahmad Nomor 15, Kediri 64123",
    contact="Telepon (0354) 682955 · diskominfo.kedirikota.go.id",
)
PHASES = (
    v.PhaseView(
        name="Penilaian mandiri",
        starts_on=date(2026, 6, 1),
        ends_on=date(2026, 7, 10),
        actor="Perangkat daerah",
    ),
    v.PhaseView(
        name="Penilaian dokumen",
        starts_on=date(2026, 7, 13),
        ends_on=date(2026, 8, 21),
        actor="Asesor Diskominfo dan BPS",
    ),
    v.PhaseView(
        name="Interviu dan visitasi",
        starts_on=date(2026, 8, 24),
        ends_on=date(2026, 9, 4),
        actor="Asesor dan perangkat daerah",
    ),
    v.PhaseView(
        name="Pleno",
        starts_on=date(2026, 9, 14),
        ends_on=date(2026, 9, 25),
        actor="Koordinator bersama kedua institusi",
    ),
    v.PhaseView(
        name="Masa sanggah",
        starts_on=date(2026, 10, 1),
        ends_on=date(2026, 10, 14),
        actor="Kepala perangkat daerah",
    ),
)


SIGNATORIES = (
    v.Signatory(
        lead="Pembina Data Statistik,",
        office="Kepala Badan Pusat Statistik Kota Kediri",
        name="Drs. Bambang Wijayanto, M.Si.",
        identity_number="19700214 199503 1 002",
    ),
    v.Signatory(
        lead="Walidata,",
        office="Kepala Dinas Komunikasi dan Informatika Kota Kediri",
        name="Retno Kusumawati, S.Kom., M.Kom.",
        rank="Pembina Utama Muda",
        identity_number="19760819 200003 2 001",
    ),
)
