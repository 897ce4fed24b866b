"""Policies: what is decided about accepted rows, each named, counted and reported."""
