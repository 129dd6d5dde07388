class Parcel {
    final int weight;

    Parcel(int weight) {
        this.weight = weight;
    }

    public String toString() {
        return "weight " + weight;
    }
}
