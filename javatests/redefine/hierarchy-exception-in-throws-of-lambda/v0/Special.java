class Special extends IllegalStateException {}
