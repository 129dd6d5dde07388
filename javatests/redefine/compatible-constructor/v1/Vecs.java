class Vecs {
    static Vec make() {
        return new Vec(3, 4);
    }
}
