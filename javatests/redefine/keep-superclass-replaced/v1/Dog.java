class Dog extends Robot {
    final String name = "rex";

    String voice() {
        return name + " beeps";
    }

    String all() {
        return voice() + ", " + super.move() + ", is " + super.describe();
    }
}
