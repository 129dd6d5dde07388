class Door {
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
        return "woken";
    }

    synchronized void open() {
        open = true;
        notifyAll();
    }
}
