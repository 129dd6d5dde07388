class Door {
    private int knocks = 0;
    private boolean open;

    synchronized void await() {
        open = false;
        while (!open) {
            try {
                wait();
            } catch (InterruptedException e) {
                return;
            }
        }
        System.out.println(woken());
    }

    String woken() {
        return "woken after " + knocks + " knocks";
    }

    synchronized void open() {
        knocks++;
        open = true;
        notifyAll();
    }
}
