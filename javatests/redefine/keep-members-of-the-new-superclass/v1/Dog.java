class Dog extends Robot {
    private String secret() {
        return "battery";
    }
}
