class Meter {
    long count;

    void set() {
        count = 50;
    }

    boolean run() {
        return true;
    }

    boolean step() {
        return true;
    }

    void report() {
        System.out.println("new frame sees " + count + " of big numbers");
        count += 1L << 32;
        System.out.println("new frame counts " + count);
    }

    void reportOther() {
        System.out.println("other " + count + " of big numbers");
    }
}
