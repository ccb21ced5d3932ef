"""Faults, on purpose: the bot as separate processes against the local workspace, while everything goes wrong.

`python -m tests.faults --rounds N --seed S --database sqlite|postgres --processes P --json` runs several worlds side by
side. In each, people draft and negotiate through the wire while processes are killed, calls fail and time is moved;
then it is checked from outside that nothing acknowledged was lost and nothing was said twice.

Rule: traffic and checks know the bot by what it answers, by what stands in Slack and by its history; what is due and
what must be announced is worked out here anew, not asked of the code that is being tested.
"""
