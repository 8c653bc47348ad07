"""The staff door: Django REST framework, sync, under /staff/. One file per domain; what they share is in door/."""
