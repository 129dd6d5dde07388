class Base {
    int state = 1;

    String help() {
        return "helped";
    }
}
