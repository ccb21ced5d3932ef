"""Promise Bot: sales and operations agree on figures before a client hears them."""
