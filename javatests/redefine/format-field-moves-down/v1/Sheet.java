class Sheet {
    String words() {
        return "none";
    }
}
