"""Slack: the only place that knows its payloads, blocks and ids."""
