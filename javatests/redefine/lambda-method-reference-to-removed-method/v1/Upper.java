class Upper {}
