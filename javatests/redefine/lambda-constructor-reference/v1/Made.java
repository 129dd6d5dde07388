class Made {
    int wheels = 4;

    public String toString() {
        return "made by v1 with " + wheels;
    }
}
