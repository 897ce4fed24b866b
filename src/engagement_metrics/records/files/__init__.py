"""Files: CSV, Parquet and JSON, one or many, as rows to be accepted."""
