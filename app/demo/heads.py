"""Invented heads of the demo's OPDs, by code. No name is that of a real official."""

from collections.abc import Mapping
from types import MappingProxyType

# code: (name, title; "" = Kepala and the OPD's name)
HEADS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "2.16": ("Raden Wiratmoko Adisusanto, S.Kom., M.T.", ""),
        "1.02": ("dr. Laksmi Hapsaningrum, M.Kes.", ""),
        "6.01": ("Drs. Sasongko Ranuwijaya, M.Si.", "Inspektur"),
        "7.01.01": ("Jatmiko Suryolaksono, S.STP., M.M.", "Camat Mojoroto"),
        "1.02.01": ("dr. Pranowo Kertabumi, Sp.PD., M.A.R.S.", "Direktur RSUD Gambiran"),
        "5.01": ("Ir. Retnaning Widiarsih, M.Si.", ""),
        "2.12": ("Hendrawan Tirtokusumo, S.H., M.Hum.", ""),
        "1.05.01": ("Bambang Sutrisno Wiraguna, S.Sos.", ""),
        "4.01.03": ("Nurlaila Puspitarini, S.H., M.H.", ""),
        "1.01": ("Dra. Endang Sulistyorini, M.Pd.", ""),
        "4.02": ("Drs. Kuncoro Hadiprayitno", "Sekretaris DPRD"),
        "3.30": ("Yulianto Brotoseno, S.E., M.M.", ""),
        "5.02": ("Dyah Ayuningsih Kartikadewi, S.E., M.Ak.", ""),
        "7.01.02": ("Arif Budiarto Sastradinata, S.STP.", "Camat Kota"),
        "3.27": ("Ir. Sumarwoto Gondokusumo, M.P.", ""),
        "2.15": ("Agung Priyatmojo, S.SiT., M.T.", ""),
        "1.06": ("Siti Maryuningsih, S.Sos., M.AP.", ""),
        "5.03": ("Wahyudiarto Notonegoro, S.Psi., M.Si.", ""),
        "4.01": (
            "Dra. Lestariningtyas Widodo, M.M.",
            "Asisten Administrasi Umum Sekretariat Daerah",
        ),
        "1.02.02": ("dr. Anindita Prabaningrum, M.M.R.", "Direktur RSUD Kilisuci"),
        "1.03": ("Ir. Gunadi Prawirotomo, M.T.", ""),
        "1.04": ("Setiabudi Mangunharjo, S.T., M.T.", ""),
        "1.05.02": (
            "Joko Purwosusilo, S.T., M.M.",
            "Kepala Pelaksana Badan Penanggulangan Bencana Daerah",
        ),
        "2.07": ("Ratnasari Indraswari, S.E., M.Si.", ""),
        "2.08": ("dr. Hestiningrum Palupi, M.Kes.", ""),
        "2.11": ("Ir. Bagaskara Wicaksana, M.Ling.", ""),
        "2.18": ("Sekar Nurwidyastuti, S.H., M.M.", ""),
        "2.22": ("Drs. Panji Kusumonegoro, M.Par.", ""),
        "2.23": ("Tutik Rahmawulan, S.Sos., M.IP.", ""),
        "8.01": ("Sigit Haryowibowo, S.IP., M.Si.", ""),
        "7.01.03": ("Wulandari Kusumastini, S.STP., M.Si.", "Camat Pesantren"),
        "4.01.01": ("Heru Santosa Pringgodigdo, S.STP.", ""),
        "4.01.02": ("H. Mukhlisin Abdurrasyid, S.Ag., M.Pd.I.", ""),
        "4.01.04": ("Dewi Anggraini Setyowardani, S.E., M.M.", ""),
        "4.01.05": ("Taufan Hermawanto, S.T., M.Eng.", ""),
        "4.01.06": ("Rizal Fathurrahim, S.T., M.M.", ""),
        "4.01.07": ("Suprihatiningsih, S.Sos.", ""),
        "4.01.08": ("Galih Wijanarko, S.IP., M.AP.", ""),
        "4.01.09": ("Citra Maharani Pramudita, S.I.Kom.", ""),
        "4.01.10": ("Fajar Nugrahanto, S.E., M.Ak.", ""),
    }
)
