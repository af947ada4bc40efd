"""Audits: what each update of a ticket did, event by event. Written by the ticket pipeline."""
