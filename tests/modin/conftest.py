"""Modin without workers: it asks for its engine when it is imported."""

import os

os.environ["MODIN_ENGINE"] = "python"
