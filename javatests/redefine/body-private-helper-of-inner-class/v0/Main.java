public class Main {
    public static void main(String[] args) {
        Vault.Key key = new Vault().new Key();
        do {
            System.out.println(key.open());
        } while (Live.update());
    }
}
