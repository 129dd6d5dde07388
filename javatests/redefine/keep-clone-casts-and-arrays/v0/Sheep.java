class Sheep implements Cloneable {
    final String name;

    Sheep(String name) {
        this.name = name;
    }

    Sheep twin() throws CloneNotSupportedException {
        return (Sheep) clone();
    }

    String show() {
        return name;
    }
}
