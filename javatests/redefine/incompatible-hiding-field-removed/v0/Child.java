class Child extends Parent {
    String label = "own";
}
