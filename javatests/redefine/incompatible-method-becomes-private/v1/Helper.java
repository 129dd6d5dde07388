class Helper {
    private String help() {
        return "helped";
    }
}
