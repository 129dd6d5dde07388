enum Digit { ONE, TWO }
