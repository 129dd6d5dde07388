interface Named {
    default String name() {
        return "door";
    }
}
