"""How an answer is checked: student code runs in a process of its own and hands out numbers, which are judged here."""
