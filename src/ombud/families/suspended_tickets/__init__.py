"""Mail that was held back: why, and what became of it.

It waits for somebody who recovers or deletes it, with its files, and goes by itself after 14 days.
"""
