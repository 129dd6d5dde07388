class Sheep implements Cloneable {
    String wool = "white";
    final int number;

    Sheep(int number) {
        this.number = number;
    }

    @Override
    public Sheep clone() throws CloneNotSupportedException {
        return (Sheep) super.clone();
    }

    String extra() {
        return " wool " + wool;
    }
}
