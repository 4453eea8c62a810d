"""`python -m tests.readme` writes the present screens, and the fields of the JSON schemas, into the README."""

from tests.readme.schemas import with_fields
from tests.readme.screens import README, filled, screens

README.write_text(with_fields(filled(README.read_text("utf-8"), screens())), "utf-8")
