"""States on disk: a folder with one Parquet file a kind of record, and the settings."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from engagement_metrics.engine.kept import Kept
from engagement_metrics.errors import InvalidArgumentError
from engagement_metrics.states.part import Part
from engagement_metrics.states.state import State

VERSION = 1
SETTINGS = "state.json"


def write(state: State, folder: Path) -> None:
    """Write a state; the settings, written last, say which files are its own."""
    folder.mkdir(parents=True, exist_ok=True)
    before = _settings(folder) if (folder / SETTINGS).exists() else None
    edition = before["edition"] + 1 if before else 1
    parts = {}
    for name, part in state.parts.items():
        file = f"{name}-{edition}.parquet"
        part.frame.write_parquet(folder / file)
        parts[name] = {"file": file, "units": part.units, "kept": asdict(part.kept)}
    settings = {
        "version": VERSION,
        "edition": edition,
        "batches": state.batches,
        "flavour": state.flavour,
        "parts": parts,
    }
    written = folder / f"{SETTINGS}.new"
    written.write_text(json.dumps(settings, indent=2), encoding="utf-8")
    written.replace(folder / SETTINGS)
    for old in before["parts"].values() if before else ():
        (folder / old["file"]).unlink(missing_ok=True)


def read(folder: Path) -> State:
    """Read a state."""
    import polars as pl

    settings = _settings(folder)
    parts = {
        name: Part(
            name, tuple(part["units"]), pl.read_parquet(folder / part["file"]), _kept(part["kept"])
        )
        for name, part in settings["parts"].items()
    }
    return State(tuple(settings["batches"]), settings["flavour"], parts)


def _kept(written: dict[str, Any]) -> Kept:
    return Kept(**{**written, "by": tuple(written["by"]), "lacking": tuple(written["lacking"])})


def _settings(folder: Path) -> dict[str, Any]:
    try:
        settings: dict[str, Any] = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        message = f"the folder holds no state: there is no {SETTINGS} in it"
        raise InvalidArgumentError(message) from error
    if settings["version"] != VERSION:
        message = (
            f"the state was written in version {settings['version']} of its format, but this "
            f"version of engagement-metrics reads {VERSION}; use the one that wrote it, or reduce "
            "the records again"
        )
        raise InvalidArgumentError(message)
    return settings
