"""Targets: other systems that triggers and automations tell of tickets, twelve kinds of them.

`kinds.py` says what each kind is made of; `channels/targets` sends to them.
"""
