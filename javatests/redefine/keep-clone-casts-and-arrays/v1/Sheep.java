class Sheep implements Cloneable {
    private int missing = 2;
    final String name;

    Sheep(String name) {
        this.name = name;
    }

    Sheep twin() throws CloneNotSupportedException {
        return (Sheep) clone();
    }

    String show() {
        return name + " (" + missing + " legs missing)";
    }
}
