"""Sources are found by their names, and imported when first asked for."""

import subprocess
import sys
from typing import Any

import polars as pl
import pytest

import engagement_metrics

# Type checkers would refuse much of what is asked here.
em: Any = engagement_metrics


def test_every_source_is_there() -> None:
    assert {"shopify_orders", "survey_responses"} <= set(em.sources.__all__) <= set(dir(em.sources))
    assert all(callable(getattr(em.sources, name)) for name in em.sources.__all__)


def test_an_unknown_source_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="no attribute 'etsy_orders'"):
        _ = em.sources.etsy_orders


def test_no_source_is_imported_with_the_library() -> None:
    code = (
        "import sys, engagement_metrics; print('engagement_metrics.sources.shopify' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert said.stdout.strip() == "False"


@pytest.mark.parametrize("raw", [[], {"items": []}])
def test_an_export_of_nothing_is_a_frame_of_nothing(raw: object) -> None:
    assert len(em.sources.magento_orders(raw)) == 0


def test_what_is_no_export_is_refused() -> None:
    with pytest.raises(em.UnsupportedFrameError):
        em.sources.shopify_orders(5)
    with pytest.raises(em.MissingColumnError, match="is no CSV of orders from Shopify"):
        em.sources.shopify_orders([{"a": 1}])
    with pytest.raises(em.UnreadableFileError, match="is not there"):
        em.sources.shopify_orders("nowhere.csv")
    with pytest.raises(em.InvalidArgumentError, match="invalid='ignore'"):
        em.sources.shopify_orders([], invalid="ignore")


def test_frames_without_any_column_of_the_platform_are_refused() -> None:
    with pytest.raises(em.MissingColumnError, match="state or status: what became of the order"):
        em.sources.magento_orders(pl.DataFrame({"a": [1]}))
