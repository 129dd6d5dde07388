class Base {
    void go() {
        System.out.println("never");
    }

    private String own() {
        return "new own";
    }

    String look() {
        return own();
    }
}
