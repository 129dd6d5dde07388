class Dog extends Animal {
    final String name = "rex";

    String voice() {
        return name + " barks";
    }

    String all() {
        return voice() + ", " + super.move() + ", is " + super.describe();
    }
}
