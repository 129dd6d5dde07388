interface Closes {
    default String how() {
        return "quietly";
    }
}
