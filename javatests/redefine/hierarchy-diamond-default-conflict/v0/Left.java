interface Left {
    default String side() {
        return "left";
    }
}
