class Resource {
    int level = 2;
    boolean watched;

    int level() {
        return level;
    }

    @Override
    protected void finalize() {
        System.out.println("never");
    }
}
