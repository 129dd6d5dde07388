class Resource {
    @Override
    protected void finalize() {
        Main.finalized++;
    }
}
