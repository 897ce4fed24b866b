"""The catalogue: definitions, one short function each."""
