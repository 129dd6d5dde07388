class Page extends Sheet {
    int words;

    Page(int words) {
        this.words = words;
    }

    String words() {
        return words + " words";
    }
}
