"""What is made of numbers: summaries and how they show themselves."""
