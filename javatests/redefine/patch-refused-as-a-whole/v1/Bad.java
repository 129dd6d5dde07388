interface Bad {}
