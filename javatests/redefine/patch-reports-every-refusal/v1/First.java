interface First {}
