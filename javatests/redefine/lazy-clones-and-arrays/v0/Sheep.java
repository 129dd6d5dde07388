class Sheep implements Cloneable {
    String name = "dolly";

    Sheep copy() {
        try {
            return (Sheep) clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    void hurt() {}

    void heal() {}

    public String toString() {
        return name;
    }
}
