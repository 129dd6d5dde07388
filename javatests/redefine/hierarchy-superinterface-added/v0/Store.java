interface Store {}
