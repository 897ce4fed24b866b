"""The algebra of metrics, and the one reduction that computes every one of them."""
