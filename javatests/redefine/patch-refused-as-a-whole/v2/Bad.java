class Bad {}
