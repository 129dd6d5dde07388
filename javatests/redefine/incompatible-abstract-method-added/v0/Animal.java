interface Animal {}
