"""Who is asking: passwords, API tokens, OAuth tokens, browser sessions, nobody."""
