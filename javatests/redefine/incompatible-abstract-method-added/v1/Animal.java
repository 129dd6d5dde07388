interface Animal {
    String sound();
}
