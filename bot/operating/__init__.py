"""The operator's commands: each reads its arguments, asks or calls one thing, and says the outcome in words."""
