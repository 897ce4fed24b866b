"""What goes in: one pydantic model for each kind of record.

The models live in modules of their own and are imported when first needed, since pydantic takes
longer to load than the rest of the library.
"""
