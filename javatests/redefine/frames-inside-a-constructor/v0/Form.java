class Form {
    String name = "n";
    String title;

    Form() {
        Live.update();
        title = "t";
    }

    public String toString() {
        return "name " + name + ", title " + title;
    }
}
