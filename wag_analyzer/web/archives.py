"""Several files as one archive to download: the same content gives the same bytes."""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from wag_analyzer.case.files import writing

__all__ = ["write_archive"]

_DATE: Final = (1980, 1, 1, 0, 0, 0)


def write_archive(path: Path, files: Mapping[str, bytes]) -> None:
    """Write name → content as a zip, in one step.

    Raises
    ------
    CaseError
        It cannot be written.
    """
    with writing(path) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, _DATE), content, zipfile.ZIP_DEFLATED)
