"""Accounts: who asks, and what they may."""
