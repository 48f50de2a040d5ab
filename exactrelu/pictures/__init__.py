"""Pictures: exact coordinates, rounded when they are written."""
