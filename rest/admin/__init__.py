"""Django admin for look-ups: staff see everything their role may see and change nothing, as writes need their services.

One file per domain; config/apps.py imports them when Django starts.
"""
