"""What functions, classes and methods of Python and of settings packages do, known without reading them."""

from __future__ import annotations

from collections.abc import Callable

from django_pro.project.settings.evaluation.library import (
    addresses,
    databases,
    environment,
    files,
    outside,
    packages,
    paths,
    python,
    records,
)
from django_pro.project.settings.evaluation.machine import Machine
from django_pro.project.settings.evaluation.things import Handler, Thing

#: Functions and classes by their full dotted names, as they are imported and as they are defined.
FUNCTIONS: dict[str, Handler] = {
    **python.FUNCTIONS, **paths.FUNCTIONS, **environment.FUNCTIONS, **databases.FUNCTIONS, **packages.FUNCTIONS,
    **outside.FUNCTIONS, **files.FUNCTIONS, **addresses.FUNCTIONS, **records.FUNCTIONS,
}  # fmt: skip
#: Values by their full dotted names.
VALUES: dict[str, Callable[[Machine], Thing]] = {**python.VALUES, **paths.VALUES, **packages.VALUES}
