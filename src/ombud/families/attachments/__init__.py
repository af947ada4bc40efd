"""Files: uploading them, attaching them to comments, and giving them out again.

A row says what a file is and to what it belongs; its bytes are in the store under their hash, so
several rows may share them. Bytes go when no row has them any more.
"""
