class Sheet {
    int words;

    String words() {
        return words + " words";
    }
}
