class Task {
    int steps = 4;
    String mark = "v1";

    void outer() {
        System.out.println("never");
    }

    void inner() {
        System.out.println("never");
    }

    static int steps() {
        return 0;
    }

    String version() {
        return "v1, steps " + steps;
    }
}
