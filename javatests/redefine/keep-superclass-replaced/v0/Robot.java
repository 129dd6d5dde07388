class Robot {
    long wheels = 2;

    String describe() {
        return "a robot of " + wheels + " wheels";
    }

    String move() {
        return "rolls";
    }
}
