interface Owned {
    default String owner() {
        return "nobody";
    }
}
