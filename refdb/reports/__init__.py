"""AuditReport -> HTML, JSON, terminal."""
