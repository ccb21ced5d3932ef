"""Handlers parse a gesture, call one use case and answer; they hold no rules."""
