"""What a file is called in outputs: its name, unless that tells who the patient is."""

import re
from hashlib import sha256
from pathlib import Path
from unicodedata import normalize

from neointima.instruments.dicom.tags import DEFLATED, UNDEFINED, is_dicom, numbers_of, quiet
from neointima.mistake import Mistake

WHO = (
    *("PatientName", "PatientID", "OtherPatientNames", "OtherPatientIDs", "PatientBirthName", "PatientMotherBirthName"),
    *("PatientBirthDate", "AccessionNumber", "ReferringPhysicianName", "PerformingPhysicianName", "OperatorsName"),
)
SHORTEST = 3
# The last tag that says who the patient is: PatientMotherBirthName.
LAST = 0x00101060
READ = 1_000_000


def called(path: Path, label: str = "") -> str:
    """The file's ``label``, its name where none is given, unless that holds a word of who the patient is.

    Then 'dicom-' and a mark of the content. Names and numbers of the patient are read for this comparison alone, and
    forgotten. A deflated file, in which they cannot be read without unfolding it, is always called by its content.
    """
    label = label or path.name
    if not is_dicom(path):
        return label
    try:
        with quiet(""):
            words = _words(path)
    except Mistake:
        return label
    plain = _plain(label)
    if words is not None and not any(word in plain for word in words):
        return label
    with path.open("rb") as file:
        return f"dicom-{sha256(file.read(READ)).hexdigest()[:8]}"


def _words(path: Path) -> set[str] | None:
    """Words of who the patient is, None where they cannot be known."""
    from pydicom.filereader import read_file_meta_info, read_partial

    def is_over(tag: int, vr: str | None, length: int) -> bool:
        return int(tag) > LAST or (length != UNDEFINED and length > READ)

    if str(read_file_meta_info(path).get("TransferSyntaxUID", "")) in DEFLATED:
        return None
    with path.open("rb") as file:
        dataset = read_partial(file, stop_when=is_over, specific_tags=numbers_of(WHO))
        said = " ".join(str(dataset.get(name, "")) for name in WHO)
    return {_plain(word) for word in re.split(r"[\W_]+", said) if len(_plain(word)) >= SHORTEST}


def _plain(text: str) -> str:
    """Small letters and digits alone, accents taken off: MÜLLER^Jörg is in 'mullerjorg_01.dcm'."""
    return re.sub(r"[\W_]+", "", "".join(c for c in normalize("NFKD", text) if c.isalnum())).casefold()
