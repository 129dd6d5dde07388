class Child extends Parent {}
