class Tag {
    public String name() {
        return "tag";
    }
}
