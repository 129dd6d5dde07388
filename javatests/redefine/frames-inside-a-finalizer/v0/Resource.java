class Resource {
    boolean watched;

    private int secret() {
        return 7;
    }

    int level() {
        return 0;
    }

    @Override
    protected void finalize() {
        if (watched && !Main.finalized) {
            Live.update();
            System.out.println("old finalizer, secret " + secret() + ", level " + level());
            Main.finalized = true;
        }
    }
}
