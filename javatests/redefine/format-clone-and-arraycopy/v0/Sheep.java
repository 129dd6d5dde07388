class Sheep implements Cloneable {
    final int number;

    Sheep(int number) {
        this.number = number;
    }

    @Override
    public Sheep clone() throws CloneNotSupportedException {
        return (Sheep) super.clone();
    }

    String extra() {
        return "";
    }
}
