class Form {
    String extra = "e";
    String name = "n";
    String title;

    Form() {
        title = "v1";
    }

    public String toString() {
        return "name " + name + ", title " + title + ", extra " + extra;
    }
}
