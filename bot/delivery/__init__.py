"""Delivery: outbox → render → Slack, each announcement exactly once."""
