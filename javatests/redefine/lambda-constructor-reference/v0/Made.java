class Made {
    public String toString() {
        return "made by v0";
    }
}
