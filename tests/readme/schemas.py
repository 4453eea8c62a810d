"""The README's list of JSON schemas, with the fields of each, as the program has them."""

import re
from dataclasses import fields
from importlib import import_module
from pkgutil import iter_modules

from escalate import usecases
from escalate.errors import EscalateError
from escalate.render.machine import error_data

_ROW = re.compile(r"^(\| `(?P<schema>escalate\.[\w-]+/\d+)` \| [^|]+ \|)(?P<fields>[^|]*)\|$", re.MULTILINE)


def schemas() -> dict[str, str]:
    """The names of the fields, by the schema of each view."""
    modules = [import_module(f"escalate.usecases.{module.name}") for module in iter_modules(usecases.__path__)]
    views = {one.schema: one for module in modules for one in vars(module).values() if hasattr(one, "schema")}
    names = {schema: [one.name for one in fields(view)] for schema, view in views.items()}
    names["escalate.error/1"] = [*error_data(EscalateError(""))]
    return {schema: ", ".join(f"`{name}`" for name in listed) for schema, listed in names.items()}


def in_readme(text: str) -> dict[str, str]:
    """The same, as a README has it."""
    return {row["schema"]: row["fields"].strip() for row in _ROW.finditer(text)}


def with_fields(text: str) -> str:
    """A README whose rows have the fields of today."""
    now = schemas()
    return _ROW.sub(lambda row: f"{row[1]} {now.get(row['schema'], '')} |", text)
