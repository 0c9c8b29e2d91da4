"""Commands on the library itself: settings, backups, health; and on refdb."""
