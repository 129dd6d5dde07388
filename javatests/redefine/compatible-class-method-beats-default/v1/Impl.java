class Impl implements Named {
    public String name() {
        return "from class";
    }
}
