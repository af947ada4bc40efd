"""Speaks the protocol of /api/v2: match, decode, page, envelope, errors. Knows no resource."""
