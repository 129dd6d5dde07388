class Lower extends Upper {}
