class Meter {
    int count;

    void set() {
        count = 50;
    }

    boolean run() {
        boolean more;
        do {
            count++;
            System.out.println("old frame counts " + count);
            more = count < 2 && Live.update();
        } while (more && count < 2 && step());
        return true;
    }

    boolean step() {
        return true;
    }

    void report() {
        System.out.println("sees " + count);
        count++;
        System.out.println("counts " + count);
    }

    void reportOther() {
        System.out.println("other " + count);
    }
}
