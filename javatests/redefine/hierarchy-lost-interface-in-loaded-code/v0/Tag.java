class Tag implements Named {
    public String name() {
        return "tag";
    }
}
