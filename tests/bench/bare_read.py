"""The least that a read can cost: typer, rich and sqlite3, one query, one table."""

import sqlite3

import typer
from rich.console import Console
from rich.table import Table


def main(path: str) -> None:
    log = sqlite3.connect(path)
    rows = log.execute("SELECT reference, ground, stage_name, waiting_on FROM dispute ORDER BY dispute DESC LIMIT 20")
    table = Table("Reference", "Ground", "Stage", "Waiting on")
    for row in rows:
        table.add_row(*row)
    Console().print(table)


typer.run(main)
