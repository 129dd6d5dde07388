class Animal {
    int legs = 4;

    String move() {
        return "walks";
    }

    String describe() {
        return "an animal of " + legs + " legs";
    }
}
