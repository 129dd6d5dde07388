class Dog extends Pet {}
