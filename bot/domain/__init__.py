"""The rules of a promise: pure, standard library only; nothing in here reads a clock, a database or Slack."""
