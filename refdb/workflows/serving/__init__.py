"""What the server asks of a library beside what everybody does: accounts, jobs, audits that are shown again."""
