class Order {
    void process() {
        Main.more = Live.update();
        System.out.println(total() + ", " + label());
    }

    private String total() {
        return "total of v1";
    }

    String label() {
        return "label of v1";
    }
}
