class Parent {
    String label = "inherited";
}
