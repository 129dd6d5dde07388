class Resource {
    String name = "handle";

    @Override
    protected void finalize() {
        Main.names += " named " + name;
        Main.finalized++;
    }
}
