class Top {
    final String name() {
        return "top";
    }
}
