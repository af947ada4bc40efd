"""Who is asking: passwords, API tokens, OAuth tokens, browser sessions, nobody.

`authenticate.py` chooses by what the request carries; one file for each kind of credential.
Wrong ones are counted in memory (`attempts.py`), right ones leave a time behind (`seen.py`).
"""
