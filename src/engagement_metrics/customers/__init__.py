"""What is known of customers, beyond one number for all of them."""
