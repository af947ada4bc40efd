"""HTTP requests to addresses that users typed: checked, limited in time and size, told in full."""
