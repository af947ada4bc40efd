"""What people see in a browser: pages without scripts, written on top of the families.

`site.py` lists them; `visit.py` is one request for a page, from cookie and form to the actor.
Nothing here builds SQL.
"""
