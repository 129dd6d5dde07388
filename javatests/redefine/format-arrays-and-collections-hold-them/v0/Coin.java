class Coin {
    public String toString() {
        return "Coin";
    }
}
