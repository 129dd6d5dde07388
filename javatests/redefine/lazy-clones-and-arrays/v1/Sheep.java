class Sheep implements Cloneable {
    long legs = 4;
    String name = "dolly";

    Sheep copy() {
        try {
            return (Sheep) clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    void hurt() {
        legs--;
    }

    void heal() {
        legs++;
    }

    public String toString() {
        return name + " on " + legs + " legs";
    }
}
