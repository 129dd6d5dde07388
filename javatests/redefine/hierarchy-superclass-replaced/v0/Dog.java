class Dog extends Animal {}
