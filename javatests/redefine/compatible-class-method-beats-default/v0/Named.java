interface Named {
    default String name() {
        return "from interface";
    }
}
