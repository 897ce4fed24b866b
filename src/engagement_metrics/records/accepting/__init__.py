"""Accepting data: from what people hold to canonical frames, with every change said and counted."""
