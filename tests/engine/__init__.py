"""The algebra and its reductions."""
