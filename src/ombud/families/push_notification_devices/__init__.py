"""Devices that the apps of the original are told things on; here nothing tells them anything.

They come to be in those apps alone. What is left of them here are tokens that can be taken away.
"""
