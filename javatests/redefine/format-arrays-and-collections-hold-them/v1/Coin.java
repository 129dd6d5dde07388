class Coin {
    String metal = "gold";

    public String toString() {
        return metal + " Coin";
    }
}
