"""Where each flag is raised: the table that the package shows is what the modules hold."""

import ast
from functools import cache
from pathlib import Path

import pytest

import service
from service.core import flags
from service.core.flags.catalogue import CATALOGUE

SERVICE = Path(service.__file__).parent
# These ask for flags that others raise, as core.pipeline does beside raising its own.
READERS = ["core/check.py", "core/flags/catalogue.py", "core/unrepaired.py", "measured.py"]


def shown() -> dict[str, str]:
    """Return the module of each id, or `family.*`, of the table."""
    rows = (flags.__doc__ or "").partition("---\n")[2].splitlines()
    pairs = (row.split(":")[0].rsplit(maxsplit=1) for row in rows if row.strip())
    return {id_.strip(): module for ids, module in pairs for id_ in ids.split(",")}


@cache
def held() -> dict[str, set[str]]:
    """Return the modules that have each id as a text."""
    found: dict[str, set[str]] = {id_: set() for id_ in CATALOGUE}
    for path in SERVICE.rglob("*.py"):
        name = path.relative_to(SERVICE)
        if str(name) in READERS:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and node.value in found:
                found[node.value].add(".".join(name.with_suffix("").parts))
    return found


TABLE = shown()


@pytest.mark.parametrize("id_", CATALOGUE)
def test_a_flag_is_raised_where_the_table_says(id_: str) -> None:
    module = TABLE.get(id_) or TABLE[f"{id_.partition('.')[0]}.*"]
    if module == "core":  # the engine is many modules
        assert {name.rpartition(".")[0] for name in held()[id_] - {"core.flags.markup"}} == {"core"}
    else:
        assert {name for name in held()[id_] if name != "core.pipeline" or name == module} == {module}


def test_the_table_names_nothing_else() -> None:
    families = {id_.partition(".")[0] for id_ in CATALOGUE}
    assert set(TABLE) - {*CATALOGUE} - {f"{family}.*" for family in families} == set()
