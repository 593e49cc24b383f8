"""Pages of what searches have found."""
from __future__ import annotations

import os
from typing import Iterable, Union

from . import _arguments, _native
from ._arguments import Path
from ._errors import ConfigError
from ._study import Study


def report(studies: Union[Study, Path, Iterable[Union[Study, Path]]], out: Path | None = None,
           points: int = 10000) -> str:
    """Writes the page of `apollo report` for studies or the folders of searches and sweeps; returns its path.

    out: default report.html in the folder, or here if there are several. points: trials on the map, at most.
    """
    given = _arguments.as_list(studies)
    folders = [study.folder if isinstance(study, Study) else os.fspath(study) for study in given]
    page = os.fspath(out) if out is not None else os.path.join(folders[0] if len(folders) == 1 else ".", "report.html")
    if not page.endswith((".html", ".htm")):
        raise ConfigError(f"out is {page!r}; must be a file name that ends in .html")
    _native.write_report(folders, page, points)
    return page
