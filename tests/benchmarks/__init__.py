"""How fast the bot is, as ratios to the least that the same work can cost, taken in one run on one machine.

`python -m tests.benchmarks [NAME…] [--json] [--quick]`. Ours and the reference take turns, so that whatever else the
machine does falls on both; nothing here asserts a timing.
"""
