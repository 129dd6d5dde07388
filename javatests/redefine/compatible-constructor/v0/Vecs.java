class Vecs {
    static Vec make() {
        return new Vec();
    }
}
