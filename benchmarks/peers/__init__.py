"""Peer tools that look for N+1 queries, and django-pro, judged alike: on the probe and on labelled cases."""
