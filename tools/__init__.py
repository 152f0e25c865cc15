"""What makes the tables and lists that are checked in; nothing here runs with the service."""
