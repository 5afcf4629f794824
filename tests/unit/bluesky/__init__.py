"""Bluesky's parts by themselves, without any server."""
