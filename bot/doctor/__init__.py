"""Is everything set up? `collect` asks Slack and the database, `checks` judges, `words` say how to mend it.

Judging is pure: the same facts give the same findings. What cannot be looked at because something before it fails is
left out, and named as not checked.
"""
