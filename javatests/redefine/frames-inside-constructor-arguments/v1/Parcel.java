class Parcel {
    int stamps = 3;
    final int weight;

    Parcel(int weight) {
        this.weight = weight;
    }

    public String toString() {
        return "weight " + weight + ", stamps " + stamps;
    }
}
