"""Ombud: an open, self-hosted help desk that speaks the Zendesk Support API v2."""

__version__ = "0.1.0"
