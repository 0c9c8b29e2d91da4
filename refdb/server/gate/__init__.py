"""Who may come in: the one gate, how fast passwords are guessed."""
