"""The least that a write can cost: typer, rich, sqlmodel, a calendar of holidays, the log's tables, one row on disk."""

import os
from pathlib import Path

import typer
from holidays import country_holidays
from rich.console import Console
from sqlmodel import Session, SQLModel, create_engine

from escalate.store.tables import Kept


def main(path: Path) -> None:
    country_holidays("GB", subdiv="ENG")
    engine = create_engine(f"sqlite:///{path}")
    if not path.exists():
        SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Kept(digest=os.urandom(32).hex(), raw=b"one row"))
        session.commit()
    Console().print("One row is on disk.")


typer.run(main)
