"""How good search is: a judged set of questions, and what each way of searching makes of it."""
