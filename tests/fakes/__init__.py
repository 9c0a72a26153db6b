"""Servers that stand in for other people's in tests."""
