class Base {
    void go() {
        Live.update();
        System.out.println(own() + " " + gone());
    }

    private String own() {
        return "old own";
    }

    String gone() {
        return "old gone";
    }

    String look() {
        return own();
    }
}
