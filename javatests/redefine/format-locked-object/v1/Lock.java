class Lock {
    String name = "L";

    String extra() {
        return " by " + name;
    }
}
