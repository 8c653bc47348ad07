"""What happens later: Django Tasks, the reactions table, the timetable, the outbox relay."""
