class Guard {
    Object mutex = new int[1];

    void enter(Thread other) {
        System.out.println("never");
    }

    Object lock() {
        return mutex;
    }
}
