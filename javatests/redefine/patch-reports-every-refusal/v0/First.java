class First {}
