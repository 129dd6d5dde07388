class Sub extends Target implements Named {
    public String name() {
        return "sub";
    }

    public String title() {
        return "titled";
    }
}
