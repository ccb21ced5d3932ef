"""Use cases: one transaction each: load, decide, save, history, outbox. Slack is never called in here."""
