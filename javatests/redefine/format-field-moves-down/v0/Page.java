class Page extends Sheet {
    Page(int words) {
        this.words = words;
    }
}
