"""States: records added up by unit and day, so that tomorrow's can be added to them."""
