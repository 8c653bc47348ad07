"""What people are told: messages, templates and their delivery."""
