"""The documentation shows the fields that the models have."""

from pathlib import Path

import pytest

from engagement_metrics.records.described import table_of_fields
from engagement_metrics.records.models import MODULES, model_named

PAGE = Path(__file__).parents[2] / "docs" / "fields.md"


@pytest.mark.parametrize("name", sorted(set(MODULES) - {"EmailMessage"}))
def test_the_page_of_fields_is_up_to_date(name: str) -> None:
    table = table_of_fields(model_named(name))

    assert f"## {name}\n\n{table}\n" in PAGE.read_text(encoding="utf-8")
