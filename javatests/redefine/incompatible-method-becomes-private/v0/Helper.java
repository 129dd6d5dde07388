class Helper {
    String help() {
        return "helped";
    }
}
