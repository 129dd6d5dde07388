class Cow implements Animal {
    public String sound() {
        return "moo";
    }
}
